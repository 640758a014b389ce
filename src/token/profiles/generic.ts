/**
 * Any other server. There is no mark that all access tokens have, so two things must come together: no sign of an ID token, and one sign of an access token that
 * ID tokens never carry.
 */
import type { JsonObject } from "../../codec/json/json_value.ts";
import { audiencesOf, checkRequired } from "../claims.ts";
import type { TokenContent } from "../compact.ts";
import { checkType, refuseClaims, type TokenProfile } from "../profile.ts";
import { type TokenFault, tokenFault } from "../token_fault.ts";

const RULE = "RFC 8725 section 3.11";
/** Of ID tokens (OpenID Connect Core sections 2 and 3.3.2.11) and logout tokens (Back-Channel Logout section 2.4). */
const ID_TOKEN_CLAIMS = ["nonce", "at_hash", "c_hash", "s_hash", "events"] as const;
/** What servers call their kinds: Cognito's `token_use`, Keycloak's `typ`, `token_type` of some others; in lower case. */
const KIND_CLAIMS = ["token_use", "typ", "token_type"] as const;
const ACCESS_KINDS: ReadonlySet<unknown> = new Set(["access", "bearer", "at+jwt", "access_token", "accesstoken"]);
const CLIENT_CLAIMS = ["client_id", "azp", "appid", "cid"] as const;

function checkKind(claims: JsonObject): TokenFault | null {
  for (const name of KIND_CLAIMS) {
    const kind = claims[name];
    if (kind !== undefined && !ACCESS_KINDS.has(typeof kind === "string" ? kind.toLowerCase() : kind))
      return tokenFault("token.id_token", name, RULE);
  }
  return null;
}

/** An ID token is addressed to the client it was issued to; an access token is not. */
function checkClientIsNotAudience(claims: JsonObject): TokenFault | null {
  const audiences = audiencesOf(claims) ?? [];
  for (const name of CLIENT_CLAIMS) {
    const client = claims[name];
    if (typeof client === "string" && audiences.includes(client))
      return tokenFault("token.id_token", name, "OpenID Connect Core section 2", "the audience is the client itself");
  }
  return null;
}

function checkSign({ header, claims }: TokenContent): TokenFault | null {
  const signed =
    header.type === "at+jwt" || claims["scope"] !== undefined || claims["scp"] !== undefined || typeof claims["client_id"] === "string";
  return signed
    ? null
    : tokenFault("token.id_token", "scope", RULE, "it has no `scope`, `scp` or `client_id`, so nothing says that it is an access token");
}

export const generic: TokenProfile = {
  name: "generic",
  summary:
    "Any server: no claim of ID tokens, the audience is not the client, and one of `typ: at+jwt`, `scope`, `scp` or `client_id` is there.",
  check: (token) =>
    checkType(token, ["at+jwt", "jwt", null]) ??
    refuseClaims(token.claims, ID_TOKEN_CLAIMS) ??
    checkKind(token.claims) ??
    checkRequired(token.claims, ["iss", "sub"]) ??
    checkClientIsNotAudience(token.claims) ??
    checkSign(token),
  clientClaims: CLIENT_CLAIMS,
  scopeClaims: ["scope", "scp"],
  idClaim: "jti",
};
