/** Writes the journal (events/journal.ts) and keeps it within its bounds. Lives in the store's worker; every call may throw what SQLite throws. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { errorCode } from "../../codec/thrown.ts";
import type { AuditEvent, Loss } from "../../events/journal.ts";
import { SQLITE_FULL, sqliteCode } from "./database.ts";

/** How much is kept; whatever is over, the oldest goes first. Audit entries are kept apart from it: the last `AUDIT_ENTRIES`. */
export interface Retention {
  readonly maxAgeMs: number;
  readonly maxRecords: number;
  /** Of the database file, its write-ahead log not counted. */
  readonly maxBytes: number;
}

export const DEFAULT_RETENTION: Retention = Object.freeze({ maxAgeMs: 7 * 86_400_000, maxRecords: 2_000_000, maxBytes: 2_147_483_648 });
const AUDIT_ENTRIES = 10_000;
/** Entries deleted in one go: deletes stay small, and still faster than inserts come in. */
const TRIM_ENTRIES = 4;
const HEADROOM = 1.25;
/** A file gives free pages back when they are more than this, and more than this part of it. */
const MIN_HOLLOW_BYTES = 4_194_304;
const HOLLOW_PART = 8;

/** Records as they come in: lines, each with its line break, numbered without a gap. */
export interface StoredBatch {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export class JournalWriter {
  readonly run: number;
  private readonly database: DatabaseSync;
  private readonly retention: Retention;
  private readonly insert: StatementSync;
  private readonly oldest: StatementSync;
  private readonly remove: StatementSync;
  private readonly pages: StatementSync;
  private readonly freePages: StatementSync;
  private readonly pageBytes: number;
  private records: number;

  /** Begins a run, or goes on with `resumed`. Runs that ended without `end` get an entry that says so. */
  constructor(database: DatabaseSync, retention: Retention, pid: number, nowMs: number, resumed: number | null) {
    this.database = database;
    this.retention = retention;
    this.insert = database.prepare(
      "INSERT INTO journal (kind, run, first_seq, last_seq, from_ms, to_ms, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
    this.oldest = database.prepare(
      "SELECT entry, to_ms, last_seq - first_seq + 1 AS count, kind FROM journal WHERE kind <> 'audit' ORDER BY entry LIMIT ?",
    );
    this.remove = database.prepare("DELETE FROM journal WHERE entry = ?");
    this.pages = database.prepare("SELECT page_count - freelist_count AS used FROM pragma_page_count, pragma_freelist_count");
    this.freePages = database.prepare("SELECT freelist_count AS free, page_count AS total FROM pragma_page_count, pragma_freelist_count");
    this.pageBytes = numberIn(database.prepare("PRAGMA page_size").get(), "page_size");
    database.exec(`PRAGMA max_page_count = ${Math.ceil((retention.maxBytes * HEADROOM) / this.pageBytes)}`);
    this.records = numberIn(
      database.prepare("SELECT coalesce(sum(last_seq - first_seq + 1), 0) AS n FROM journal WHERE kind = 'records'").get(),
      "n",
    );
    this.run = resumed ?? this.begin(pid, nowMs);
  }

  /** Records kept at present. */
  get recordCount(): number {
    return this.records;
  }

  /** Appends the losses, which come before it, and the batch, all or nothing. Makes room once when the file is full. */
  append(batch: StoredBatch, losses: readonly Loss[], nowMs: number): void {
    try {
      this.appendOnce(batch, losses, nowMs);
    } catch (error) {
      if (sqliteCode(error) !== SQLITE_FULL) throw error;
      if (this.trimEntries(TRIM_ENTRIES * 16, () => true) === 0) throw error;
      this.appendOnce(batch, losses, nowMs);
    }
    this.records += batch.lastSeq - batch.firstSeq + 1;
    this.trim(nowMs);
  }

  /** Appends losses alone, at the end of a run. */
  appendLosses(losses: readonly Loss[], nowMs: number): void {
    for (const loss of losses) this.insertLoss(this.run, loss, nowMs);
  }

  audit(event: AuditEvent): void {
    this.insert.run("audit", this.run, 0, null, event.timeMs, event.timeMs, JSON.stringify(event));
    this.database
      .prepare(
        "DELETE FROM journal WHERE kind = 'audit' AND entry <= (SELECT entry FROM journal WHERE kind = 'audit' ORDER BY entry DESC LIMIT 1 OFFSET ?)",
      )
      .run(AUDIT_ENTRIES);
  }

  /** Deletes a few of the oldest entries while a bound is passed; true when there may be more to do. */
  trim(nowMs: number): boolean {
    const { maxAgeMs, maxRecords, maxBytes } = this.retention;
    let used = numberIn(this.pages.get(), "used") * this.pageBytes;
    const removed = this.trimEntries(TRIM_ENTRIES, (toMs) => {
      const over = this.records > maxRecords || toMs < nowMs - maxAgeMs || used > maxBytes;
      if (used > maxBytes) used = numberIn(this.pages.get(), "used") * this.pageBytes;
      return over;
    });
    if (removed > 0 && this.isHollow()) this.database.exec("PRAGMA incremental_vacuum(64)");
    return removed === TRIM_ENTRIES;
  }

  /** Whether so much of the file is free that the next entries will not fill it. What they will fill is left: giving it back means moving pages. */
  private isHollow(): boolean {
    const row = this.freePages.get();
    return numberIn(row, "free") > Math.max(MIN_HOLLOW_BYTES / this.pageBytes, numberIn(row, "total") / HOLLOW_PART);
  }

  /** Ends the run, so that the next one knows nothing was lost after it, and empties the write-ahead log. */
  end(nowMs: number): void {
    this.database.prepare("UPDATE runs SET ended_ms = ? WHERE run = ?").run(nowMs, this.run);
    this.database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  close(): void {
    this.database.close();
  }

  private appendOnce(batch: StoredBatch, losses: readonly Loss[], nowMs: number): void {
    const { firstSeq, lastSeq, fromMs, toMs, bytes } = batch;
    if (losses.length === 0) {
      this.insert.run("records", this.run, firstSeq, lastSeq, fromMs, toMs, bytes);
      return;
    }
    this.transaction(() => {
      for (const loss of losses) this.insertLoss(this.run, loss, nowMs);
      this.insert.run("records", this.run, firstSeq, lastSeq, fromMs, toMs, bytes);
    });
  }

  private insertLoss(run: number, loss: Loss, nowMs: number): void {
    this.insert.run("lost", run, loss.firstSeq, loss.lastSeq, nowMs, nowMs, loss.reason);
  }

  private trimEntries(limit: number, isOver: (toMs: number) => boolean): number {
    let removed = 0;
    for (const row of this.oldest.all(limit)) {
      if (!isOver(numberIn(row, "to_ms"))) break;
      this.remove.run(numberIn(row, "entry"));
      if (row["kind"] === "records") this.records -= numberIn(row, "count");
      removed++;
    }
    return removed;
  }

  private begin(pid: number, nowMs: number): number {
    return this.transaction(() => {
      for (const row of this.database.prepare("SELECT run, pid FROM runs WHERE ended_ms IS NULL").all()) {
        const [run, owner] = [numberIn(row, "run"), numberIn(row, "pid")];
        if (owner !== pid && isAlive(owner)) continue;
        const last = this.database
          .prepare("SELECT coalesce(max(last_seq), 0) AS seq FROM journal WHERE run = ? AND kind <> 'audit'")
          .get(run);
        this.insertLoss(run, { firstSeq: numberIn(last, "seq") + 1, lastSeq: null, reason: "unclean_stop" }, nowMs);
        this.database.prepare("UPDATE runs SET ended_ms = ? WHERE run = ?").run(nowMs, run);
      }
      const started = this.database.prepare("INSERT INTO runs (pid, started_ms) VALUES (?, ?)").run(pid, nowMs);
      return Number(started.lastInsertRowid);
    });
  }

  private transaction<T>(work: () => T): T {
    this.database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.database.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.database.isTransaction) this.database.exec("ROLLBACK");
      throw error;
    }
  }
}

/** A number in a row of ours; throws for anything else, which would be a damaged file. */
function numberIn(row: Readonly<Record<string, unknown>> | undefined, column: string): number {
  const value = row?.[column];
  if (typeof value !== "number") throw new Error(`the event store has no number in \`${column}\``);
  return value;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Why: a process that may not be signalled lives, as another user's.
    return errorCode(error) === "EPERM";
  }
}
