/** An entry of the event journal as one line of a terminal: time, verdict, request, who, why, how long. */
import { stripVTControlCharacters } from "node:util";
import pc from "picocolors";
import { describeLoss, type JournalEntry } from "../../events/journal.ts";
import type { ExchangeRecord } from "../../kernel/record.ts";

export interface EventLineStyle {
  /** Of the terminal. */
  readonly columns: number;
  readonly colours: boolean;
}

const TIME = 12;
const VERDICT = 9;
const STATUS = 3;
const METHOD = 7;
const DURATION = 9;
const GAP = "  ";
const GAPS = 7 * GAP.length;
/** Narrower than this the line is longer than the terminal, rather than without meaning. */
const NARROWEST = 8;
/** Where the terminal is wider, or there is none. */
const WIDEST = 200;
/** The event's id, which `portcullis explain` takes. */
const ID = 36;
/** Terminals that are narrower show no ids. */
const WIDE_ENOUGH_FOR_ID = 160;

interface Widths {
  readonly target: number;
  readonly caller: number;
  readonly reason: number;
}

const showsId = (columns: number): boolean => columns >= WIDE_ENOUGH_FOR_ID;

function widthsOf(columns: number): Widths {
  const wide = columns - (showsId(columns) ? ID + GAP.length : 0);
  const room = Math.max(NARROWEST * 3, Math.min(wide, WIDEST) - TIME - VERDICT - STATUS - METHOD - DURATION - GAPS);
  const caller = Math.max(NARROWEST, Math.floor(room * 0.25));
  const reason = Math.max(NARROWEST, Math.floor(room * 0.35));
  return { target: room - caller - reason, caller, reason };
}

/** The title over lines of the same style. */
export function eventTitle({ columns, colours }: EventLineStyle): string {
  const { target, caller, reason } = widthsOf(columns);
  const cells = [
    "TIME".padEnd(TIME),
    "VERDICT".padEnd(VERDICT),
    "".padEnd(STATUS),
    "METHOD".padEnd(METHOD),
    "PATH".padEnd(target),
    "CALLER".padEnd(caller),
    "WHY".padEnd(reason),
    "MS".padStart(DURATION),
    ...(showsId(columns) ? ["EVENT"] : []),
  ];
  return pc.createColors(colours).bold(cells.join(GAP));
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
      return colour.cyan(`${timeOf(timeMs)}  ${printable(`${action} by ${by} ${words.join(" ")}`)}`);
    }
    case "unreadable":
      return colour.yellow(`--- the record #${entry.firstSeq} can't be read`);
  }
  return entry satisfies never;
}

function exchangeLine(record: ExchangeRecord, { columns, colours }: EventLineStyle): string {
  const colour = pc.createColors(colours);
  const { target, caller, reason } = widthsOf(columns);
  const would = record.findings.some((finding) => finding.would === "deny");
  const paint = PAINTS[would && record.outcome === "forwarded" ? "would" : record.outcome];
  return [
    timeOf(record.timeMs),
    colour[paint]((would && record.outcome === "forwarded" ? "observed" : record.outcome).padEnd(VERDICT)),
    String(record.status === 0 ? "-" : record.status).padStart(STATUS),
    fit(record.method, METHOD),
    fit(record.path, target),
    fit(callerOf(record), caller),
    fit(reasonOf(record), reason),
    record.durationMs.toFixed(2).padStart(DURATION),
    ...(showsId(columns) ? [printable(record.id)] : []),
  ].join(GAP);
}

const PAINTS = { forwarded: "green", answered: "green", denied: "red", failed: "magenta", abandoned: "gray", would: "yellow" } as const;

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
  return Number.isNaN(time.getTime()) ? "".padEnd(TIME) : time.toISOString().slice(11, 11 + TIME);
}

function fit(text: string, width: number): string {
  const shown = printable(text);
  return shown.length <= width ? shown.padEnd(width) : `${shown.slice(0, width - 1)}…`;
}

/** Text of a caller's without what a terminal obeys or what turns the direction of reading (Unicode bidirectional controls). */
function printable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\ufffd");
}
