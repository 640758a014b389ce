/** What the event store and its worker say to each other; plain values, copied between threads. */
import type { AuditEvent, Loss } from "../../events/journal.ts";
import type { Cursor, EventFilter } from "../../events/query.ts";
import type { EventPage } from "./journal_reader.ts";
import type { Retention, StoredBatch } from "./journal_writer.ts";

/** What the worker is started with. `resumed`: the run of an earlier worker of the same process, whose numbers go on. */
export interface WorkerSettings {
  readonly file: string;
  readonly retention: Retention;
  readonly resumed: number | null;
}

/** To the worker. Each but `close` is answered by one `Reply` with the same `ticket`. */
export type Request =
  | { readonly kind: "append"; readonly ticket: number; readonly batch: StoredBatch; readonly losses: readonly Loss[] }
  | { readonly kind: "audit"; readonly ticket: number; readonly event: AuditEvent }
  | { readonly kind: "capture"; readonly ticket: number; readonly id: string; readonly expiresMs: number; readonly sealed: Uint8Array }
  | {
      readonly kind: "query";
      readonly ticket: number;
      readonly filter: EventFilter;
      readonly limit: number;
      readonly before: Cursor | null;
    }
  | { readonly kind: "close"; readonly losses: readonly Loss[] };

/**
 * From the worker. `opened` comes first, once, whether or not the file could be opened; `closed` last. `buffer`: that of a batch, written or not, given back to be
 * used again.
 */
export type Reply =
  | { readonly kind: "opened"; readonly run: number | null; readonly error: string | null }
  | { readonly kind: "done"; readonly ticket: number; readonly run: number; readonly buffer: ArrayBuffer | null }
  | { readonly kind: "failed"; readonly ticket: number; readonly error: string; readonly buffer: ArrayBuffer | null }
  | { readonly kind: "page"; readonly ticket: number; readonly page: EventPage }
  | { readonly kind: "closed" };
