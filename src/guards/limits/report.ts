/** What a refused caller is told of its wait. */
import type { LimitDecision } from "../../limit/state.ts";

/** Whole seconds, at least 1 (RFC 9110 section 10.2.3). */
export function toRetryAfter(decision: LimitDecision): string {
  return String(Math.max(1, Math.ceil(Math.min(decision.retryAfterMs, MAX_RETRY_AFTER_MS) / 1000)));
}

const MAX_RETRY_AFTER_MS = 86_400_000;
