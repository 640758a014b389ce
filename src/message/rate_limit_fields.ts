/**
 * `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers, version 10): what a caller may still do, and by which rule. Lists of structured
 * fields (RFC 9651), whose items are strings with integers as parameters.
 */
import { toQuotedString } from "../codec/field_syntax.ts";

/** A quota: at most `quota` units in `windowS` seconds. */
export interface QuotaPolicy {
  /** Name the two fields are joined by. Characters that a string can't hold (RFC 9651 section 3.3.3) are written as `?`. */
  readonly name: string;
  readonly quota: number;
  readonly windowS: number;
}

/** Larger integers have no form in a structured field (RFC 9651 section 3.3.1), nor any meaning here. */
const MAX_INTEGER = 999_999_999_999_999;

function toInteger(whole: number): number {
  return Math.min(MAX_INTEGER, Math.max(0, whole));
}

/** Value of `RateLimit-Policy`: `"default";q=100;w=60, "burst";q=10;w=1`. Fractions are rounded so that they promise less. */
export function toRateLimitPolicy(policies: readonly QuotaPolicy[]): string {
  return policies
    .map(({ name, quota, windowS }) => `${toQuotedString(name)};q=${toInteger(Math.floor(quota))};w=${toInteger(Math.ceil(windowS))}`)
    .join(", ");
}

/**
 * Value of `RateLimit` for what is left of one quota, `"default";r=50;t=30`: `remaining` units now, rounded down, more in `resetS` seconds, rounded up. What does
 * not change is written beforehand.
 */
export function compileRateLimit(name: string): (remaining: number, resetS: number) => string {
  const start = toQuotedString(name);
  return (remaining, resetS) => `${start};r=${toInteger(Math.floor(remaining))};t=${toInteger(Math.ceil(resetS))}`;
}
