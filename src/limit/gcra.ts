/**
 * The generic cell rate algorithm (ITU-T I.371 annex A, virtual scheduling) in whole microseconds: a leaky bucket whose whole state is one number, the
 * theoretical arrival time (TAT). Over any stretch of time `t` it lets through at most `burst + t / interval`, whatever the order of calls.
 */
import type { Rate } from "./rate.ts";

export interface Gcra {
  /** Microseconds that one call costs; rounded up, so that rounding never lets more through. */
  readonly intervalUs: number;
  /** Calls that may come at once, at least 1. */
  readonly burst: number;
  /** `intervalUs * burst`: how far the TAT may run ahead of now. */
  readonly depthUs: number;
}

export interface GcraDecision {
  readonly allowed: boolean;
  /** The state to keep; unchanged by a refused call. */
  readonly tatUs: number;
  /** Calls of cost 1 that would still be let through now. */
  readonly remaining: number;
  /** Until the bucket is as good as new. */
  readonly resetUs: number;
  /** Until the same call would be let through; 0 when it was. `Infinity` when it costs more than the burst. */
  readonly retryAfterUs: number;
}

/** The deepest bucket: a day of a rate per day, thirty times. Keeps every sum far below 2^53 microseconds. */
export const MAX_DEPTH_US: number = 30 * 86_400 * 1_000_000;
/** State of a key that never called. */
export const FRESH_TAT_US = 0;

/** The algorithm's constants for a rate; `burst` is by default the whole count of a period. Null when the bucket would be deeper than `MAX_DEPTH_US`. */
export function compileGcra(rate: Rate, burst: number = rate.count): Gcra | null {
  const intervalUs = Math.ceil((rate.periodS * 1_000_000) / rate.count);
  const depthUs = intervalUs * burst;
  return depthUs > MAX_DEPTH_US ? null : { intervalUs, burst, depthUs };
}

/** Decides one call that costs `cost` (a positive integer) at `nowUs`, given the key's state. Pure. */
export function decideGcra(tatUs: number, gcra: Gcra, cost: number, nowUs: number): GcraDecision {
  // Why the upper clamp: after a reload to a shallower bucket, or a clock set back, nobody waits longer than for an empty bucket. It never lets more through,
  // since an honest TAT is at most one depth ahead.
  const startUs = Math.min(Math.max(tatUs, nowUs), nowUs + gcra.depthUs);
  const nextUs = startUs + cost * gcra.intervalUs;
  const waitUs = nextUs - nowUs - gcra.depthUs;
  if (waitUs > 0) {
    const ahead = startUs - nowUs;
    return {
      allowed: false,
      tatUs: startUs,
      remaining: Math.floor((gcra.depthUs - ahead) / gcra.intervalUs),
      resetUs: ahead,
      retryAfterUs: cost > gcra.burst ? Number.POSITIVE_INFINITY : waitUs,
    };
  }
  const ahead = nextUs - nowUs;
  return { allowed: true, tatUs: nextUs, remaining: Math.floor((gcra.depthUs - ahead) / gcra.intervalUs), resetUs: ahead, retryAfterUs: 0 };
}
