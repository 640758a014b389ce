/** How a request's content must come: no pause longer than allowed, and all of it at the least rate (limit/data_rate.ts). */
import type { Refusal } from "../../kernel/problem.ts";
import { DataRate } from "../../limit/data_rate.ts";
import type { EdgeLimits } from "./edge.ts";
import { framingRefusal } from "./framing_refusal.ts";

const PAUSED = framingRefusal(408, "body_timeout", "the request's body did not arrive in time", "body");
const TOO_SLOW = framingRefusal(408, "body_too_slow", "the request's body came at less than the least rate", "body");

/** Why a rate that knows pauses and not one beside them: there is one for every exchange. */
export class BodyPace extends DataRate {
  private readonly betweenBytesMs: number;
  private pauseDueMs = Infinity;

  /** Begins now. */
  constructor({ uploadRate, betweenBytesMs }: Pick<EdgeLimits, "uploadRate" | "betweenBytesMs">, nowMs: number) {
    super(uploadRate, nowMs);
    this.betweenBytesMs = betweenBytesMs;
  }

  /** More is wanted: when the next of it must be there. */
  expect(nowMs: number): number {
    this.resume(nowMs);
    this.pauseDueMs = nowMs + this.betweenBytesMs;
    return Math.min(this.pauseDueMs, this.dueMs);
  }

  /** What is told of content that is not there in time: too long a pause, or too slow without one. `wholeDueMs`: when the whole request had to be there. */
  refusal(nowMs: number, wholeDueMs: number): Refusal {
    return nowMs < Math.min(this.pauseDueMs, wholeDueMs) ? TOO_SLOW : PAUSED;
  }
}
