/** Who calls: what single schemes proved, and the principal that an operation's requirement made of it. */
import type { Finding } from "./finding.ts";
import type { Problem } from "./problem.ts";

/** Name of a security scheme in an OpenAPI document (`components.securitySchemes`) or in `auth`. */
export type SchemeName = string;

/** A claim set as it stood in a verified token; values are JSON. */
export type Claims = Readonly<Record<string, unknown>>;

/** What one scheme proved. */
export interface Credential {
  /** How: `jwt`, `api_key`, later `mtls`, `session`, ... */
  readonly kind: string;
  readonly subject: string;
  /** Who vouches: the token's `iss`, or `portcullis` for keys of our own. */
  readonly issuer: string;
  /** The client (`client_id`, `azp`), where the credential names one. */
  readonly client: string | null;
  readonly scopes: ReadonlySet<string>;
  readonly claims: Claims;
  /** Epoch seconds after which it proves nothing; null for one without an end. */
  readonly expiresAtS: number | null;
  /** Public id for logs (a key's prefix, a token's `jti`); never the secret. */
  readonly id: string | null;
}

/** The answer of one authenticator for one scheme. */
export type Identity =
  | { readonly kind: "absent" }
  | { readonly kind: "proven"; readonly credential: Credential }
  | { readonly kind: "rejected"; readonly findings: readonly Finding[]; readonly problem: Problem };

export const ABSENT: Identity = Object.freeze({ kind: "absent" });

/** Who calls, after the operation's requirement has been met. */
export interface Principal {
  readonly kind: "anonymous" | "authenticated";
  /** `issuer|subject`: stable and unique over issuers; `anonymous` for the anonymous. The key of limits and of ownership. */
  readonly id: string;
  readonly subject: string | null;
  readonly issuer: string | null;
  readonly client: string | null;
  readonly scopes: ReadonlySet<string>;
  readonly claims: Claims;
  readonly by: ReadonlyMap<SchemeName, Credential>;
}

export const ANONYMOUS: Principal = Object.freeze({
  kind: "anonymous",
  id: "anonymous",
  subject: null,
  issuer: null,
  client: null,
  scopes: new Set<string>(),
  claims: Object.freeze({}),
  by: new Map<SchemeName, Credential>(),
});
