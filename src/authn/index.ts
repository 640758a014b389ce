/** The authenticators, in the order in which credentials are looked at and refused. */
import { apiKey } from "./api_key/api_key.ts";
import { bearerJwt } from "./bearer_jwt/bearer_jwt.ts";
import type { AuthenticatorDefinition } from "./define_authenticator.ts";

export const AUTHENTICATORS: readonly AuthenticatorDefinition[] = [bearerJwt, apiKey];
