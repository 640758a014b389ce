/** An entry of the event journal as one line of a terminal: time, verdict, request, who, why, how long. */
import pc from "picocolors";
import { describeLoss, type JournalEntry } from "../../events/journal.ts";
import type { ExchangeRecord } from "../../kernel/record.ts";
import { toPrintable } from "../printable.ts";

export interface EventLineStyle {
  /** Of the terminal. */
  readonly columns: number;
  readonly colours: boolean;
  /** Whether a terminal too narrow for the event's id shows it, instead of the time. */
  readonly ids?: boolean;
}

interface EventColumn {
  readonly title: string;
  /** Of a column with a share: its narrowest. */
  readonly width: number;
  /** Of the room that is left, beside the shares of other columns; 0 for a column that is always as wide. */
  readonly share: number;
  /** Terminals with fewer columns do not show it. */
  readonly from: number;
  /** The width that terminals with fewer columns give it. */
  readonly short?: { readonly below: number; readonly width: number };
  readonly align?: "right";
  /** What there is to say, in `width` where it can be said shorter. */
  readonly text: (record: ExchangeRecord, width: number) => string;
}

/**
 * From left to right. A column is there from where PATH keeps about 20 columns and WHY about 24. Below 53 columns a line is longer than the terminal, rather
 * than without meaning.
 */
const COLUMNS: readonly EventColumn[] = [
  {
    title: "TIME",
    width: 12,
    share: 0,
    from: 0,
    short: { below: 128, width: 8 },
    text: ({ timeMs }, width) => timeOf(timeMs).slice(0, width),
  },
  { title: "VERDICT", width: 9, share: 0, from: 0, text: verdictOf },
  { title: "", width: 3, share: 0, from: 0, align: "right", text: statusOf },
  { title: "METHOD", width: 7, share: 0, from: 0, text: ({ method }) => method },
  { title: "PATH", width: 8, share: 40, from: 0, text: ({ path }) => path },
  { title: "CALLER", width: 8, share: 30, from: 110, text: callerOf },
  { title: "WHY", width: 8, share: 60, from: 0, text: reasonOf },
  { title: "MS", width: 9, share: 0, from: 120, align: "right", text: ({ durationMs }) => durationMs.toFixed(2) },
  // Why the end: an id (UUIDv7) begins with the time, which neighbours share.
  { title: "EVENT", width: 36, share: 0, from: 90, short: { below: 160, width: 8 }, text: ({ id }, width) => id.slice(-width) },
];
const GAP = "  ";
/** Where the terminal is wider, or there is none. */
const WIDEST = 240;
const ID_FROM = COLUMNS.find(({ title }) => title === "EVENT")?.from ?? 0;

function isShown({ title, from }: EventColumn, { columns, ids = false }: EventLineStyle): boolean {
  const instead = ids && columns < ID_FROM;
  return title === "EVENT" && instead ? true : columns >= from && !(title === "TIME" && instead);
}

/** The columns that are shown, with the widths they get there. */
function layout(style: EventLineStyle): readonly (readonly [column: EventColumn, width: number])[] {
  const { columns } = style;
  const shown = COLUMNS.filter((column) => isShown(column, style));
  const least = shown.map(({ width, short }) => (short !== undefined && columns < short.below ? short.width : width));
  const needed = least.reduce((sum, width) => sum + width, 0) + GAP.length * (shown.length - 1);
  const spare = Math.max(0, Math.min(columns, WIDEST) - needed);
  const shares = shown.reduce((sum, { share }) => sum + share, 0);
  const extra = shown.map(({ share }) => Math.floor((spare * share) / shares));
  const rest = spare - extra.reduce((sum, each) => sum + each, 0);
  return shown.map((column, index) => [column, (least[index] ?? 0) + (extra[index] ?? 0) + (column.title === "PATH" ? rest : 0)] as const);
}

/** The title over lines of the same style. */
export function eventTitle(style: EventLineStyle): string {
  const cells = layout(style).map(([{ title, align }, width]) => fit(title, width, align));
  return pc.createColors(style.colours).bold(cells.join(GAP).trimEnd());
}

/** What lines of that style leave out, and where it is; null where they have every column. */
export function eventHint(style: EventLineStyle): string | null {
  const missing = COLUMNS.filter((column) => !isShown(column, style)).map(({ title }) => title);
  if (missing.length === 0) return null;
  const ids = missing.includes("EVENT") ? "`--ids` shows EVENT for TIME, " : "";
  return `no room for ${missing.join(", ")}: ${ids}\`--output json\` all`;
}

/** One line, without line break. Whatever callers sent, it moves no cursor and sets no colour. */
export function eventLine(entry: JournalEntry, style: EventLineStyle): string {
  const colour = pc.createColors(style.colours);
  switch (entry.kind) {
    case "exchange":
      return exchangeLine(entry.record, style);
    case "lost":
      return colour.yellow(`--- ${describeLoss(entry)}`);
    case "audit": {
      const { timeMs, action, by, detail } = entry.event;
      const words = Object.entries(detail).map(([name, value]) => `${name}=${value}`);
      return colour.cyan(`${timeOf(timeMs)}  ${toPrintable(`${action} by ${by} ${words.join(" ")}`)}`);
    }
    case "unreadable":
      return colour.yellow(`--- the record #${entry.firstSeq} can't be read`);
  }
  return entry satisfies never;
}

function exchangeLine(record: ExchangeRecord, style: EventLineStyle): string {
  const paint = pc.createColors(style.colours)[PAINTS[verdictOf(record)]];
  const cells = layout(style).map(([column, width]) => {
    const cell = fit(column.text(record, width), width, column.align);
    return column.title === "VERDICT" ? paint(cell) : cell;
  });
  return cells.join(GAP);
}

const PAINTS = { forwarded: "green", answered: "green", denied: "red", failed: "magenta", abandoned: "gray", observed: "yellow" } as const;

/** The outcome; `observed` where a guard that only observes would have refused. */
function verdictOf({ outcome, findings }: ExchangeRecord): keyof typeof PAINTS {
  return outcome === "forwarded" && findings.some(({ would }) => would === "deny") ? "observed" : outcome;
}

/** What the client was answered: the status of gRPC with a `g` before it where there is one, since HTTP's is 200 whatever became of the call. */
function statusOf({ status, grpcStatus }: ExchangeRecord): string {
  if (grpcStatus !== null) return `g${grpcStatus}`;
  return status === 0 ? "-" : String(status);
}

/** The subject, or the address of whom nobody vouches for. */
function callerOf({ principal, client }: ExchangeRecord): string {
  return principal === null ? client : principal.slice(principal.indexOf("|") + 1);
}

function reasonOf({ by, code, findings }: ExchangeRecord): string {
  const finding = findings.find((each) => each.would === "deny") ?? findings[0];
  const what = finding === undefined ? code : finding.place === "" ? finding.code : `${finding.code} ${finding.place}`;
  return [by ?? finding?.guard ?? null, what].filter((word) => word !== null).join(": ");
}

function timeOf(timeMs: number): string {
  const time = new Date(timeMs);
  return Number.isNaN(time.getTime()) ? "" : time.toISOString().slice(11, 23);
}

function fit(text: string, width: number, align?: "right"): string {
  const shown = toPrintable(text);
  if (shown.length > width) return `${shown.slice(0, width - 1)}…`;
  return align === "right" ? shown.padStart(width) : shown.padEnd(width);
}
