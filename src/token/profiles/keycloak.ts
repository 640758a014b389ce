/** Keycloak: the header's `typ` is `JWT` for everything; the claim `typ` says what the token is: `Bearer`, `ID`, `Refresh`, `Offline`, `Logout`. */
import { checkRequired } from "../claims.ts";
import { checkType, refuseClaims, type TokenProfile } from "../profile.ts";
import { tokenFault } from "../token_fault.ts";

const REQUIRED = ["iss", "sub", "azp", "iat", "jti"] as const;

export const keycloak: TokenProfile = {
  name: "keycloak",
  summary: "Keycloak: the claim `typ` is `Bearer` (an ID token says `ID`, a refresh token `Refresh`), and `at_hash` is absent.",
  check(token) {
    const { claims } = token;
    const kind =
      claims["typ"] === "Bearer" ? null : tokenFault("token.id_token", "typ", "RFC 8725 section 3.11", "the claim `typ` is not `Bearer`");
    // `nonce` proves nothing here: before version 24 access tokens carried it too.
    return checkType(token, ["jwt"]) ?? kind ?? refuseClaims(claims, ["at_hash", "c_hash", "s_hash"]) ?? checkRequired(claims, REQUIRED);
  },
  clientClaims: ["azp", "client_id"],
  scopeClaims: ["scope"],
  idClaim: "jti",
};
