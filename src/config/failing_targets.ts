/** What is done about targets that fail: checks of their health, ejection, circuit breaker, retries. */
import { z } from "zod";
import type { BreakerPolicy } from "../balance/breaker.ts";
import type { EjectionPolicy } from "../balance/ejection.ts";
import type { RetryPolicy } from "../balance/retry_budget.ts";
import { duration } from "./quantity.ts";

export interface HealthOptions {
  readonly path: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly healthy: number;
  readonly unhealthy: number;
  readonly status: readonly number[];
}

const share = (what: string): z.ZodNumber => z.number().min(0.01).max(1).describe(what);
const count = (most: number): z.ZodInt => z.int().min(1).max(most);

/** A duration within bounds; a window or an interval of none, or of years, can't be meant. */
export function between(leastMs: number, mostMs: number, text: string): z.ZodType<number, string> {
  return duration.refine((ms) => ms >= leastMs && ms <= mostMs, `expected a duration ${text}`);
}
const window: z.ZodType<number, string> = between(1_000, 3_600_000, "from 1s to 1h");

export const health: z.ZodType<HealthOptions> = z
  .strictObject({
    path: z
      .string()
      .regex(/^\/[\x21-\x7e]*$/u, "a path starts with `/` and has neither blanks nor characters outside ASCII")
      .max(1_024)
      .describe("asked for with GET, as it is: the path of the target's URL is not put before it"),
    interval: between(100, 3_600_000, "from 100ms to 1h").prefault("10s").describe("time between two checks of a target"),
    timeout: between(50, 60_000, "from 50ms to 60s").prefault("2s").describe("longest time until the head of an answer"),
    healthy: count(100).default(2).describe("good answers in a row until a target is asked again"),
    unhealthy: count(100).default(3).describe("failed checks in a row until a target is asked no more"),
    status: z.array(z.int().min(200).max(599)).min(1).default([200]).describe("statuses of a good answer"),
  })
  .transform((written) => ({
    path: written.path,
    intervalMs: written.interval,
    timeoutMs: written.timeout,
    healthy: written.healthy,
    unhealthy: written.unhealthy,
    status: written.status,
  }));

export const ejection: z.ZodType<EjectionPolicy> = z
  .strictObject({
    failures: count(1_000)
      .default(5)
      .describe("failures in a row that eject a target: no connection, no whole answer in time, 502, 503 or 504"),
    share: share("part of a target's answers whose failure ejects it").default(0.5),
    requests: count(100_000).default(20).describe("answers within `window` from which on `share` counts"),
    window: window.prefault("10s").describe("how far back `share` looks"),
    time: between(100, 3_600_000, "from 100ms to 1h")
      .prefault("10s")
      .describe("the first ejection of a target; each further one is twice as long"),
    max_time: between(100, 86_400_000, "from 100ms to 1d")
      .prefault("5m")
      .describe("longest ejection; after as long without one the count starts again"),
    max_share: share("part of the targets that may be ejected at once, rounded down").default(0.5),
  })
  .transform((written) => ({
    failures: written.failures,
    share: written.share,
    requests: written.requests,
    windowMs: written.window,
    timeMs: written.time,
    maxTimeMs: Math.max(written.time, written.max_time),
    maxShare: written.max_share,
  }));

export const breaker: z.ZodType<BreakerPolicy> = z
  .strictObject({
    share: share("part of a target's answers whose failure opens its breaker").default(0.5),
    requests: count(100_000).default(20).describe("answers within `window` from which on `share` counts"),
    window: window.prefault("10s").describe("how far back `share` looks"),
    open: between(100, 3_600_000, "from 100ms to 1h").prefault("5s").describe("how long nothing is asked before a few requests probe"),
    probes: count(1_000).default(3).describe("requests that probe at once, and that have to succeed until the breaker closes"),
  })
  .transform((written) => ({
    share: written.share,
    requests: written.requests,
    windowMs: written.window,
    openMs: written.open,
    probes: written.probes,
  }));

export const retries: z.ZodType<RetryPolicy> = z
  .strictObject({
    attempts: count(5).default(1).describe("further targets that a request may be sent to"),
    share: share("retries per request within `window`").default(0.2),
    min_per_second: z.int().min(0).max(10_000).default(3).describe("retries that are always allowed, per second of the window"),
    window: window.prefault("10s").describe("how far back requests and retries count"),
  })
  .transform((written) => ({
    attempts: written.attempts,
    share: written.share,
    minPerSecond: written.min_per_second,
    windowMs: written.window,
  }));

/** What holds for several targets where nothing is said. */
export const DEFAULT_EJECTION: EjectionPolicy = ejection.parse({});
export const DEFAULT_RETRIES: RetryPolicy = retries.parse({});
