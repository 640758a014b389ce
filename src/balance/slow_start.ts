/** Slow start: a target that came, or came back, gets its full share only after a while, so that cold caches and just-in-time compilers are not overrun. */

/** Part of its weight that a target has at once: without any request it would never get warm. */
const FIRST_SHARE = 0.1;

/** Part of its weight that a target has now, from a tenth up to 1, growing evenly over `windowMs` from `sinceMs` on. 1 where `windowMs` is 0. */
export function warmShare(sinceMs: number, nowMs: number, windowMs: number): number {
  const ageMs = nowMs - sinceMs;
  if (ageMs >= windowMs) return 1;
  return Math.max(FIRST_SHARE, ageMs / windowMs);
}
