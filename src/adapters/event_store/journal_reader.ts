/** Reads the journal: backwards in pages, forwards as it grows. Used by the store's worker and, on the file itself, by other processes. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { z } from "zod";
import { type JournalEntry, LOSS_REASONS } from "../../events/journal.ts";
import { type Cursor, type EventFilter, isNarrow, matchesFilter, needlesOf, toCursorText } from "../../events/query.ts";
import { linesOf } from "../../events/record_lines.ts";
import { exchangeRecord } from "../../events/record_schema.ts";

/** Entries of the journal looked at in one step: a few megabytes of text, some ten milliseconds. */
const WINDOW = 32;
/** Index in a cursor that stands for all records of an entry. */
const WHOLE_ENTRY = 1_000_000_000;
/** How far the time in an id may be from the time of its record. */
const ID_SLACK_MS = 5_000;

/** An answer to a query: oldest first. `next` is where older ones would be sought; null when there are none. */
export interface EventPage {
  readonly entries: readonly JournalEntry[];
  readonly next: string | null;
}

const row = z.object({
  entry: z.int(),
  kind: z.enum(["records", "lost", "audit"]),
  run: z.int(),
  first_seq: z.int(),
  last_seq: z.int().nullable(),
  from_ms: z.number(),
  body: z.union([z.string(), z.instanceof(Uint8Array)]),
});
type Row = z.output<typeof row>;

const auditEvent = z.object({
  timeMs: z.number(),
  action: z.string(),
  by: z.string(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
const lossReason = z.enum(LOSS_REASONS);

export class JournalReader {
  private readonly filter: EventFilter;
  private readonly database: DatabaseSync;
  private readonly window: StatementSync;
  private readonly needles: readonly string[];
  private readonly needleBytes: readonly Uint8Array[];
  private readonly wantsAudit: boolean;

  constructor(database: DatabaseSync, filter: EventFilter) {
    this.database = database;
    this.filter = filter;
    this.needles = needlesOf(filter);
    this.needleBytes = this.needles.map((needle) => new TextEncoder().encode(needle));
    this.wantsAudit = !isNarrow(filter);
    const holds = this.needles.map(() => "AND instr(body, ?) > 0").join(" ");
    const kinds = `((kind = 'records' ${holds}) OR kind = 'lost'${this.wantsAudit ? " OR kind = 'audit'" : ""})`;
    this.window = database.prepare(
      `SELECT entry, kind, run, first_seq, last_seq, from_ms, body FROM journal WHERE entry >= ? AND entry < ? AND to_ms >= ? AND ${kinds} ORDER BY entry`,
    );
  }

  /** The entry after the last one there is now. */
  end(): number {
    return this.bound("SELECT coalesce(max(entry), 0) + 1 AS entry FROM journal");
  }

  /**
   * The newest `limit` matches before `before`, sought in steps: each step yields the page as it is so far, so that the caller can let others work, or stop.
   */
  *back(limit: number, before: Cursor | null): Generator<EventPage, EventPage> {
    const { since, until } = this.range();
    let upper = Math.min(before === null ? until : before.entry + 1, until);
    let found: readonly JournalEntry[] = [];
    while (upper > since) {
      const lower = Math.max(since, upper - WINDOW);
      const rows = this.read(lower, upper).toReversed();
      for (const each of rows) {
        const matches = this.entriesOf(each, before !== null && each.entry === before.entry ? before.index : Number.POSITIVE_INFINITY);
        const room = limit - found.length;
        const taken = matches.slice(-room);
        found = [...taken.map((match) => match.entry), ...found];
        if (found.length < limit) continue;
        const [first] = taken;
        const rest = matches.length > taken.length || each.entry > since;
        return { entries: found, next: rest && first !== undefined ? toCursorText({ entry: each.entry, index: first.index }) : null };
      }
      upper = lower;
      yield { entries: found, next: upper > since ? toCursorText({ entry: upper - 1, index: WHOLE_ENTRY }) : null };
    }
    return { entries: found, next: null };
  }

  /** Matches among the entries from `from` on, at most a step's worth; `next` is where to go on. */
  forward(from: number): { readonly entries: readonly JournalEntry[]; readonly next: number } {
    const upper = Math.min(from + WINDOW, this.end());
    const entries: JournalEntry[] = [];
    if (upper <= from) return { entries, next: from };
    for (const each of this.read(from, upper))
      for (const match of this.entriesOf(each, Number.POSITIVE_INFINITY)) entries.push(match.entry);
    return { entries, next: upper };
  }

  private read(lower: number, upper: number): readonly Row[] {
    return this.window.all(lower, upper, this.filter.sinceMs ?? 0, ...this.needleBytes).map((each) => row.parse(each));
  }

  /** Entries that can hold a match at all, by time and by the time in an id. */
  private range(): { readonly since: number; readonly until: number } {
    let since = this.bound("SELECT coalesce(min(entry), 1) AS entry FROM journal");
    let until = this.end();
    const { sinceMs, id } = this.filter;
    if (sinceMs !== null) since = Math.max(since, this.bound("SELECT min(entry) AS entry FROM journal WHERE to_ms >= ?", sinceMs) || until);
    const idMs = id === null ? null : timeOfUuid7(id);
    if (idMs !== null) {
      const range = "FROM journal WHERE kind = 'records' AND to_ms >= ? AND from_ms <= ?";
      const times = [idMs - ID_SLACK_MS, idMs + ID_SLACK_MS];
      since = Math.max(since, this.bound(`SELECT min(entry) AS entry ${range}`, ...times) || until);
      until = Math.min(until, this.bound(`SELECT max(entry) + 1 AS entry ${range}`, ...times));
    }
    return { since, until };
  }

  /** 0 for none. */
  private bound(sql: string, ...values: readonly number[]): number {
    const entry = this.database.prepare(sql).get(...values)?.["entry"];
    return typeof entry === "number" ? entry : 0;
  }

  /** What of a row matches, with each one's place in it; only places below `end`. */
  private entriesOf(each: Row, end: number): readonly { readonly entry: JournalEntry; readonly index: number }[] {
    if (typeof each.body === "string") return end > 0 ? [{ entry: each.kind === "lost" ? lossOf(each) : auditOf(each), index: 0 }] : [];
    const matches: { readonly entry: JournalEntry; readonly index: number }[] = [];
    for (const [index, line] of linesOf(each.body).entries()) {
      if (index >= end) break;
      if (!this.needles.every((needle) => line.includes(needle))) continue;
      const seq = each.first_seq + index;
      const record = decodeLine(line);
      if (record === null) matches.push({ entry: { kind: "unreadable", run: each.run, firstSeq: seq, lastSeq: seq }, index });
      else if (matchesFilter(record, this.filter)) matches.push({ entry: { kind: "exchange", run: each.run, seq, record }, index });
    }
    return matches;
  }
}

function lossOf(each: Row): JournalEntry {
  const reason = lossReason.catch("write_failed").parse(each.body);
  return { kind: "lost", run: each.run, timeMs: each.from_ms, firstSeq: each.first_seq, lastSeq: each.last_seq, reason };
}

function auditOf(each: Row): JournalEntry {
  const event = auditEvent.safeParse(parseJson(String(each.body)));
  if (event.success) return { kind: "audit", run: each.run, event: event.data };
  return { kind: "unreadable", run: each.run, firstSeq: each.first_seq, lastSeq: each.first_seq };
}

function decodeLine(line: string): z.output<typeof exchangeRecord> | null {
  const record = exchangeRecord.safeParse(parseJson(line));
  return record.success ? record.data : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Epoch milliseconds in a UUIDv7 (RFC 9562 section 5.7); null for anything else. */
function timeOfUuid7(id: string): number | null {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/u.test(id)
    ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
    : null;
}
