/** RFC 9068, the JWT profile for access tokens: the default, because its `typ` alone tells an access token from anything else. */
import { checkRequired } from "../claims.ts";
import { checkType, type TokenProfile } from "../profile.ts";

/** Section 2.2: `exp` and `aud` are asked of every profile. */
const REQUIRED = ["iss", "sub", "client_id", "iat", "jti"] as const;

export const rfc9068: TokenProfile = {
  name: "rfc9068",
  summary: "RFC 9068: `typ` is `at+jwt` and iss, exp, aud, sub, client_id, iat and jti are there; an ID token has another `typ`.",
  check: (token) => checkType(token, ["at+jwt"]) ?? checkRequired(token.claims, REQUIRED),
  clientClaims: ["client_id"],
  scopeClaims: ["scope"],
  idClaim: "jti",
};
