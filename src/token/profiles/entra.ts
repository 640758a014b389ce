/** Microsoft Entra ID, access tokens of version 1.0 and 2.0. ID tokens have the same header and, for a client that is its own API, the same `aud`. */
import type { JsonObject } from "../../codec/json/json_value.ts";
import { checkRequired } from "../claims.ts";
import { checkType, refuseClaims, type TokenProfile } from "../profile.ts";
import { type TokenFault, tokenFault } from "../token_fault.ts";

const RULE = "Entra access token claims reference";
const REQUIRED = ["iss", "sub", "tid", "iat"] as const;

/** Version 2.0 names the client and how it logged in `azp` and `azpacr`, 1.0 `appid` and `appidacr`; an ID token has none of them. */
function checkClient(claims: JsonObject): TokenFault | null {
  const version = claims["ver"];
  if (version === "2.0") return checkRequired(claims, ["azp", "azpacr"]);
  if (version === "1.0") return checkRequired(claims, ["appid", "appidacr"]);
  return tokenFault(version === undefined ? "token.claim_missing" : "token.claim_type", "ver", RULE);
}

/** A delegated token has `scp`, an application's has `roles` and says `idtyp: app` or acts for itself; a token with neither permits nothing. */
function checkPermissions(claims: JsonObject): TokenFault | null {
  return claims["scp"] === undefined && claims["roles"] === undefined
    ? tokenFault("token.claim_missing", "scp", RULE, "neither `scp` nor `roles`")
    : null;
}

export const entra: TokenProfile = {
  name: "entra",
  summary:
    "Microsoft Entra ID: `azp` and `azpacr` (version 1.0: `appid` and `appidacr`) and `scp` or `roles` are there, `nonce` and `at_hash` are absent.",
  check: (token) =>
    checkType(token, ["jwt"]) ??
    refuseClaims(token.claims, ["nonce", "at_hash", "c_hash", "s_hash"]) ??
    checkRequired(token.claims, REQUIRED) ??
    checkClient(token.claims) ??
    checkPermissions(token.claims),
  clientClaims: ["azp", "appid"],
  scopeClaims: ["scp", "roles"],
  idClaim: "uti",
};
