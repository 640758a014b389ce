/** Challenges of a 401 or 403 (RFC 9110 section 11.6.1; RFC 6750, 9449, 9470, 9728), written so that no value can end its string, its field or its line. */
import { isToken, toQuotedString } from "../codec/field_syntax.ts";

/** A challenge: its scheme and parameters in order, those with null left out. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: readonly (readonly [name: string, value: string | null])[];
}

/**
 * Value of one `WWW-Authenticate` field: `Bearer realm="shop", error="invalid_token"`. Every value is a quoted string, as RFC 6750 section 3 has it.
 * Throws a RangeError where the scheme or a name is no token: those are ours, never a caller's.
 */
export function toChallenge({ scheme, parameters }: Challenge): string {
  if (!isToken(scheme)) throw new RangeError(`\`${scheme}\` is no authentication scheme`);
  let text = "";
  for (const [name, value] of parameters) {
    if (value === null) continue;
    if (!isToken(name)) throw new RangeError(`\`${name}\` is no authentication parameter`);
    text += `${text === "" ? " " : ", "}${name}=${toQuotedString(value)}`;
  }
  return scheme + text;
}

/** Error codes of RFC 6750 section 3.1, RFC 9470 section 3 and RFC 9449 section 7.1. */
export type BearerError =
  | "invalid_request"
  | "invalid_token"
  | "insufficient_scope"
  | "insufficient_user_authentication"
  | "invalid_dpop_proof"
  | "use_dpop_nonce";

export interface BearerChallenge {
  readonly realm: string;
  /** Absent where the request had no credential at all (RFC 6750 section 3). */
  readonly error?: BearerError;
  readonly description?: string;
  /** Scopes the operation needs; told with a blank between. */
  readonly scopes?: readonly string[];
  /** `resource_metadata`, RFC 9728 section 5.1. */
  readonly resourceMetadata?: string;
}

/** A `Bearer` challenge. The description keeps to the characters of RFC 6750 section 3: a quote or backslash in it becomes `'`. */
export function bearerChallenge({ realm, error, description, scopes, resourceMetadata }: BearerChallenge): string {
  return toChallenge({
    scheme: "Bearer",
    parameters: [
      ["realm", realm],
      ["error", error ?? null],
      ["error_description", description?.replaceAll('"', "'").replaceAll("\\", "'") ?? null],
      ["scope", scopes === undefined || scopes.length === 0 ? null : scopes.join(" ")],
      ["resource_metadata", resourceMetadata ?? null],
    ],
  });
}
