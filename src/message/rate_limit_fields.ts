/** `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers, version 10): what a caller may still do, and by which rule. */
import { toSfList } from "./structured_fields.ts";

/** A quota: at most `quota` units in `windowS` seconds. */
export interface QuotaPolicy {
  /** Name the two fields are joined by. */
  readonly name: string;
  readonly quota: number;
  readonly windowS: number;
}

/** What is left of a quota: `remaining` units now, more in `resetS` seconds. Neither below zero. */
export interface ServiceLimit {
  readonly name: string;
  readonly remaining: number;
  readonly resetS: number;
}

/** Value of `RateLimit-Policy`: `"default";q=100;w=60, "burst";q=10;w=1`. Fractions are rounded so that they promise less. */
export function toRateLimitPolicy(policies: readonly QuotaPolicy[]): string {
  return toSfList(
    policies.map(({ name, quota, windowS }) => ({
      value: name,
      parameters: [
        ["q", Math.floor(quota)],
        ["w", Math.ceil(windowS)],
      ],
    })),
  );
}

/** Value of `RateLimit`: `"default";r=50;t=30`. Remaining units are rounded down, seconds up. */
export function toRateLimit(limits: readonly ServiceLimit[]): string {
  return toSfList(
    limits.map(({ name, remaining, resetS }) => ({
      value: name,
      parameters: [
        ["r", Math.max(0, Math.floor(remaining))],
        ["t", Math.max(0, Math.ceil(resetS))],
      ],
    })),
  );
}

/** As `toRateLimit` for one limit, with everything done beforehand that does not change: `(remaining, resetS) => value`. */
export function compileRateLimit(name: string): (remaining: number, resetS: number) => string {
  const start = toSfList([{ value: name, parameters: [] }]);
  return (remaining, resetS) => {
    const r = Math.max(0, Math.floor(remaining));
    const t = Math.max(0, Math.ceil(resetS));
    // Larger integers have no form in a structured field (RFC 9651 section 3.3.1), nor any meaning here.
    return r > MAX_INTEGER || t > MAX_INTEGER ? toRateLimit([{ name, remaining, resetS }]) : `${start};r=${r};t=${t}`;
  };
}

const MAX_INTEGER = 999_999_999_999_999;
