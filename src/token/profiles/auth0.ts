/** Auth0's own token dialect; an API set to the RFC 9068 dialect uses `rfc9068`. */
import { audiencesOf, checkRequired, textClaim } from "../claims.ts";
import { checkType, refuseClaims, type TokenProfile } from "../profile.ts";
import { tokenFault } from "../token_fault.ts";

const REQUIRED = ["iss", "sub", "azp", "iat"] as const;

export const auth0: TokenProfile = {
  name: "auth0",
  summary:
    "Auth0's dialect: `azp` is there and is not an audience (an ID token's audience is its client); `nonce`, `at_hash` and `sid` are absent.",
  check(token) {
    const { claims } = token;
    const fault =
      checkType(token, ["jwt"]) ?? refuseClaims(claims, ["nonce", "at_hash", "c_hash", "s_hash", "sid"]) ?? checkRequired(claims, REQUIRED);
    if (fault !== null) return fault;
    return audiencesOf(claims)?.includes(textClaim(claims, "azp") ?? "") === true
      ? tokenFault("token.id_token", "azp", "OpenID Connect Core section 2", "the audience is the client itself")
      : null;
  },
  clientClaims: ["azp"],
  scopeClaims: ["scope"],
  idClaim: "jti",
};
