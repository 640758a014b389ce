/** The profiles there are; the first is the default. */
import type { TokenProfile } from "../profile.ts";
import { auth0 } from "./auth0.ts";
import { entra } from "./entra.ts";
import { generic } from "./generic.ts";
import { keycloak } from "./keycloak.ts";
import { rfc9068 } from "./rfc9068.ts";

/** Named as the configuration names them; `generic` last because it is the least strict. */
export const PROFILES: { readonly [name in "rfc9068" | "keycloak" | "entra" | "auth0" | "generic"]: TokenProfile } = {
  rfc9068,
  keycloak,
  entra,
  auth0,
  generic,
};

export type ProfileName = keyof typeof PROFILES;

/** In the table's order. */
export const PROFILE_NAMES: readonly ProfileName[] = ["rfc9068", "keycloak", "entra", "auth0", "generic"];
