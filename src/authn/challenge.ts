/** `WWW-Authenticate` (RFC 9110 section 11.6.1) for bearer tokens (RFC 6750 section 3) and API keys. */
import { toQuotedString } from "../codec/field_syntax.ts";

/** Error codes of RFC 6750 section 3.1. */
export type ChallengeError = "invalid_request" | "invalid_token" | "insufficient_scope";

export interface ChallengeReason {
  readonly error: ChallengeError;
  /** For people; constant text without quotes or backslashes. */
  readonly description: string;
}

/** What one authenticator asks for. `scopes` may be empty. */
export type Challenge = (realm: string, reason: ChallengeReason | null, scopes: readonly string[]) => string;

/** `Bearer realm="shop", error="insufficient_scope", error_description="...", scope="orders:read orders:write"`; without a reason only realm and scope. */
export const bearerChallenge: Challenge = (realm, reason, scopes) => `Bearer ${parameters(realm, reason, scopes)}`;

/** No scheme is registered for API keys; this one says where the key belongs, which is in the API's published document anyway. */
export function apiKeyChallenge(place: "header" | "query" | "cookie", name: string): Challenge {
  return (realm, reason, scopes) => `ApiKey ${parameters(realm, reason, scopes)}, in=${place}, name=${toQuotedString(name)}`;
}

function parameters(realm: string, reason: ChallengeReason | null, scopes: readonly string[]): string {
  let text = `realm=${toQuotedString(realm)}`;
  if (reason !== null) text += `, error="${reason.error}", error_description=${toQuotedString(reason.description)}`;
  // Why: a scope that is no scope-token (RFC 6749 section 3.3) can't be told in a list separated by blanks.
  const tellable = scopes.filter(isScopeToken);
  return tellable.length === 0 || tellable.length < scopes.length ? text : `${text}, scope="${tellable.join(" ")}"`;
}

/** `%x21 / %x23-5B / %x5D-7E`, at least one. */
function isScopeToken(scope: string): boolean {
  for (let at = 0; at < scope.length; at += 1) {
    const code = scope.charCodeAt(at);
    if (code < 0x21 || code > 0x7e || code === 0x22 || code === 0x5c) return false;
  }
  return scope.length > 0;
}
