/** Where a worker's records go: to the primary, as bytes, which numbers, logs and keeps them. */
import { BufferPool } from "../../adapters/buffer_pool.ts";
import type { BatchTarget, LineTarget } from "../../adapters/record_sink.ts";
import type { Channel } from "../../adapters/workers/channel.ts";
import { MAX_BODY_BYTES } from "../../adapters/workers/frames.ts";
import type { FromWorker, ToWorker } from "../../adapters/workers/messages.ts";
import type { LogOptions } from "../../config/config.ts";
import type { CaptureTarget } from "../../events/capture.ts";
import type { LossReason } from "../../events/journal.ts";
import type { LineBatch } from "../../events/record_lines.ts";

/** Bytes that may wait for a primary that is busy; beyond it records are lost and counted, as before the store. */
const MAX_QUEUED_BYTES = 16 * 1_048_576;

type ToPrimary = Pick<Channel<ToWorker, FromWorker>, "send" | "queuedBytes">;

/** Whether the log takes the very lines that the store takes, so that they travel once. */
export function logsWhatIsStored({ exchanges, format }: LogOptions): boolean {
  return exchanges === "all" && format === "json";
}

export class SentRecords implements BatchTarget, CaptureTarget {
  readonly buffers: BufferPool = new BufferPool();
  private readonly primary: ToPrimary;

  constructor(primary: ToPrimary) {
    this.primary = primary;
  }

  append({ bytes, count, fromMs, toMs }: LineBatch): boolean {
    const reason = this.refusal(bytes.length);
    if (reason === null) this.primary.send({ kind: "records", count, fromMs, toMs }, bytes);
    else this.drop(count, reason);
    // The channel has copied them.
    this.buffers.give(bytes.buffer);
    return reason === null;
  }

  drop(count: number, reason: LossReason): void {
    this.primary.send({ kind: "lost", count, reason });
  }

  capture(id: string, expiresMs: number, sealed: Uint8Array): void {
    if (this.refusal(sealed.length) === null) this.primary.send({ kind: "capture", id, expiresMs }, sealed);
  }

  private refusal(bytes: number): LossReason | null {
    if (bytes > MAX_BODY_BYTES) return "not_encodable";
    return this.primary.queuedBytes > MAX_QUEUED_BYTES ? "queue_full" : null;
  }
}

export class SentLines implements LineTarget {
  readonly threshold: number;
  private readonly primary: ToPrimary;

  constructor(threshold: number, primary: ToPrimary) {
    this.threshold = threshold;
    this.primary = primary;
  }

  writeLines({ bytes, count }: LineBatch): void {
    if (bytes.length <= MAX_BODY_BYTES && this.primary.queuedBytes <= MAX_QUEUED_BYTES) this.primary.send({ kind: "lines", count }, bytes);
  }
}
