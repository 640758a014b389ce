/**
 * What the event store keeps, in order: exchanges, the losses between them, and what operators did. Records are numbered from 1 within a run of the gateway;
 * a number that is missing was lost, and an entry says so.
 */
import type { ExchangeRecord } from "../kernel/record.ts";

/** Why records are missing: the queue was full, they could not be written or encoded, a worker process ended with them, or the process ended without closing its store. */
export type LossReason = "queue_full" | "write_failed" | "not_encodable" | "worker_ended" | "unclean_stop";
export const LOSS_REASONS: readonly LossReason[] = ["queue_full", "write_failed", "not_encodable", "worker_ended", "unclean_stop"];

/** A range of numbers whose records are gone. */
export interface Loss {
  readonly firstSeq: number;
  /** Null after an unclean stop: how many came after `firstSeq - 1` is not known. */
  readonly lastSeq: number | null;
  readonly reason: LossReason;
}

/** What an operator or the gateway itself did, as it is audited. */
export interface AuditEvent {
  readonly timeMs: number;
  /** Dotted: `mode.set`, `mode.expired`, `config.reloaded`. */
  readonly action: string;
  /** Who: `token`, `socket`, `gateway`. */
  readonly by: string;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

export type JournalEntry =
  | { readonly kind: "exchange"; readonly run: number; readonly seq: number; readonly record: ExchangeRecord }
  | ({ readonly kind: "lost"; readonly run: number; readonly timeMs: number } & Loss)
  | { readonly kind: "audit"; readonly run: number; readonly event: AuditEvent }
  /** An entry that can't be read: told, not hidden. */
  | { readonly kind: "unreadable"; readonly run: number; readonly firstSeq: number; readonly lastSeq: number };

/** How many records a loss stands for; null where that is not known. */
export function lossCount(loss: Loss): number | null {
  return loss.lastSeq === null ? null : loss.lastSeq - loss.firstSeq + 1;
}

/** A loss as one sentence. */
export function describeLoss(loss: Loss): string {
  const count = lossCount(loss);
  const [before, reason] = [loss.firstSeq - 1, loss.reason.replaceAll("_", " ")];
  if (count === null) return `the gateway stopped without closing its store; records after #${before} may be lost`;
  return `${count} ${count === 1 ? "record" : "records"} lost between #${before} and #${before + count + 1} (${reason})`;
}
