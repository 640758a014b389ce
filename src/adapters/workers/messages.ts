/** What the primary and its workers say to each other. Bodies beside the messages are bytes: records, lines, sealed captures. Checked on arrival by `decode_messages.ts`. */
import type { LossReason } from "../../events/journal.ts";
import type { ModeOverride } from "../../events/modes.ts";
import type { Issue } from "../../kernel/issue.ts";
import type { ShownChallenges } from "../acme/challenges.ts";
import type { TicketSecret } from "../listener/ticket_secret.ts";
import type { MetricsSnapshot } from "../metrics_snapshot.ts";

/** What `LimitState.decide` is asked. */
export type LimitCall = readonly [policy: string, intervalUs: number, burst: number, depthUs: number, key: string, cost: number];
export type SlotCall = readonly [key: string, max: number];
/** Whether the call passes; milliseconds until a retry are null for never. */
export type LimitAnswer = readonly [allowed: boolean, remaining: number, resetMs: number, retryAfterMs: number | null];
/** A failure to authenticate, as `Lockouts.fail` counts it. */
export type Failure = readonly [key: string, threshold: number, forgetMs: number, firstLockMs: number, longestLockMs: number];
/** Refused work, as `WorkDebts.charge` counts it. */
export type Charge = readonly [client: string, workMs: number, rate: number, lentMs: number];

/** A question of all that came up in one turn of the loop; `Answer` has its ticket. */
export interface Ask {
  readonly kind: "ask";
  readonly ticket: number;
  readonly limits: readonly LimitCall[];
  readonly slots: readonly SlotCall[];
}

/** What happened in one turn of the loop. */
export interface Tell {
  readonly kind: "tell";
  /** Exchanges since the start of the worker. */
  readonly begun: number;
  /** Slots that are given back. */
  readonly released: readonly string[];
  readonly failures: readonly Failure[];
  readonly charges: readonly Charge[];
}

export interface Answer {
  readonly kind: "answer";
  readonly ticket: number;
  readonly limits: readonly LimitAnswer[];
  readonly slots: readonly boolean[];
}

/** What other workers told. */
export interface Heard {
  readonly kind: "heard";
  readonly failures: readonly Failure[];
  readonly charges: readonly Charge[];
}

export type FromWorker =
  | { readonly kind: "serving" }
  | { readonly kind: "failed"; readonly issues: readonly Issue[] }
  | { readonly kind: "reloaded"; readonly ticket: number; readonly swapped: boolean }
  /** Body: lines as the store keeps them. */
  | { readonly kind: "records"; readonly count: number; readonly fromMs: number; readonly toMs: number }
  /** Body: lines for the log alone. */
  | { readonly kind: "lines"; readonly count: number }
  | { readonly kind: "lost"; readonly count: number; readonly reason: LossReason }
  /** A line of the worker's own log. */
  | { readonly kind: "said"; readonly line: string }
  /** Body: the sealed capture. */
  | { readonly kind: "capture"; readonly id: string; readonly expiresMs: number }
  | { readonly kind: "metrics"; readonly ticket: number; readonly snapshot: MetricsSnapshot }
  | { readonly kind: "shown"; readonly ticket: number }
  | Ask
  | Tell;

/** The first message to a worker. */
export interface StartWorker {
  readonly kind: "start";
  readonly worker: number;
  readonly workers: number;
  readonly generation: number;
  readonly tickets: TicketSecret;
  readonly overrides: readonly ModeOverride[];
  readonly challenges: ShownChallenges;
}

export type ToWorker =
  | StartWorker
  | { readonly kind: "reload"; readonly ticket: number; readonly generation: number }
  | { readonly kind: "modes"; readonly overrides: readonly ModeOverride[] }
  | { readonly kind: "challenges"; readonly ticket: number; readonly challenges: ShownChallenges }
  | { readonly kind: "certificates" }
  | { readonly kind: "metrics"; readonly ticket: number }
  | { readonly kind: "drain"; readonly withinMs: number }
  | Answer
  | Heard;
