/** What workers write and the primary keeps for them: records, lines of exchanges and of their own, captures, and counts of what was lost on the way. */
import { BufferPool } from "../../adapters/buffer_pool.ts";
import type { EventStore } from "../../adapters/event_store/event_store.ts";
import type { Log } from "../../adapters/log.ts";
import type { FromWorker } from "../../adapters/workers/messages.ts";
import type { LogOptions } from "../../config/config.ts";
import { logsWhatIsStored } from "./sent_records.ts";

type Written = Extract<FromWorker, { readonly kind: "records" | "lines" | "lost" | "said" | "capture" }>;

export interface WorkerOutputPorts {
  readonly store: Pick<EventStore, "append" | "drop" | "capture" | "buffers"> | null;
  readonly logs: { readonly exchanges: Pick<Log, "writeLines"> | null; writeOwn(line: string): void };
}

export class WorkerOutput {
  private readonly ports: WorkerOutputPorts;
  private readonly buffers: BufferPool;

  constructor(ports: WorkerOutputPorts) {
    this.ports = ports;
    this.buffers = ports.store?.buffers ?? new BufferPool();
  }

  /** `body`: a view that is valid only during the call. `log`: as it is configured. */
  take(message: Written, body: Uint8Array, log: LogOptions): void {
    const { logs, store } = this.ports;
    switch (message.kind) {
      case "records": {
        const batch = { ...message, bytes: this.copyOf(body) };
        if (logs.exchanges !== null && logsWhatIsStored(log)) logs.exchanges.writeLines(batch);
        if (store === null) this.buffers.give(batch.bytes.buffer);
        else store.append(batch);
        return;
      }
      case "lines": {
        if (logs.exchanges === null) return;
        const bytes = this.copyOf(body);
        logs.exchanges.writeLines({ bytes, count: message.count, fromMs: 0, toMs: 0 });
        // The log has copied them.
        this.buffers.give(bytes.buffer);
        return;
      }
      case "lost":
        store?.drop(message.count, message.reason);
        return;
      case "said":
        logs.writeOwn(message.line);
        return;
      case "capture":
        store?.capture(message.id, message.expiresMs, Uint8Array.from(body));
    }
  }

  /** Records of a worker that ended before it could hand them over. */
  lost(count: number): void {
    this.ports.store?.drop(count, "worker_ended");
  }

  /** In a buffer of its own, as the store takes them. */
  private copyOf(body: Uint8Array): Uint8Array<ArrayBuffer> {
    const pooled = this.buffers.take();
    const buffer = body.length <= pooled.byteLength ? pooled : new ArrayBuffer(body.length);
    if (buffer !== pooled) this.buffers.give(pooled);
    const copy = new Uint8Array(buffer, 0, body.length);
    copy.set(body);
    return copy;
  }
}
