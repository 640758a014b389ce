/** How a rate limit stands after a call was counted, as the caller is told of it. */

/** What is left of the limit. */
export interface LimitLeft {
  readonly allowed: boolean;
  /** Calls of cost 1 that would still pass now, at least 0. */
  readonly remaining: number;
  /** Until the key is as good as new. */
  readonly resetMs: number;
}

export interface LimitStanding {
  readonly limit: {
    /** Value of `RateLimit-Policy`. */
    readonly policyField: string;
    /** Value of `RateLimit`. */
    readonly standingField: (remaining: number, resetS: number) => string;
  };
  readonly decision: LimitLeft;
}

/** Whether `one` stops its caller before `other` does: fewer calls left, or as many and longer until they come back. */
export function isTighter(one: LimitLeft, other: LimitLeft): boolean {
  if (one.allowed !== other.allowed) return other.allowed;
  return one.remaining === other.remaining ? one.resetMs > other.resetMs : one.remaining < other.remaining;
}

/** Both fields that tell of it (draft-ietf-httpapi-ratelimit-headers-10), names lower case. */
export function toLimitFields({ limit, decision }: LimitStanding): readonly (readonly [name: string, value: string])[] {
  return [
    ["ratelimit-policy", limit.policyField],
    ["ratelimit", limit.standingField(decision.remaining, decision.resetMs / 1000)],
  ];
}
