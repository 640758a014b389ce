/** What the caller is told of its limits: `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10) for the limit that will stop it first. */
import type { Effects } from "../../kernel/exchange.ts";
import type { LimitDecision } from "../../limit/state.ts";
import type { Limit } from "./options.ts";

export interface Standing {
  readonly limit: Limit;
  readonly decision: LimitDecision;
}

/** The standings that are told, per exchange, for limits are decided in two phases. */
const told = new WeakMap<Effects, LimitDecision>();

/** Whether `one` stops its caller before `other` does: fewer calls left, or as many and longer until they come back. */
export function isTighter(one: LimitDecision, other: LimitDecision): boolean {
  if (one.allowed !== other.allowed) return other.allowed;
  return one.remaining === other.remaining ? one.resetMs > other.resetMs : one.remaining < other.remaining;
}

/** Sets both fields on whatever answer leaves, unless an earlier phase told of a tighter limit. */
export function tellStanding(effects: Effects, { limit, decision }: Standing): void {
  const before = told.get(effects);
  if (before !== undefined && !isTighter(decision, before)) return;
  told.set(effects, decision);
  effects.setResponseHeader("ratelimit-policy", limit.policyField);
  effects.setResponseHeader("ratelimit", limit.standingField(decision.remaining, decision.resetMs / 1000));
}

/** Whole seconds, at least 1 (RFC 9110 section 10.2.3). */
export function toRetryAfter(decision: LimitDecision): string {
  return String(Math.max(1, Math.ceil(Math.min(decision.retryAfterMs, MAX_RETRY_AFTER_MS) / 1000)));
}

const MAX_RETRY_AFTER_MS = 86_400_000;
