/** Which exchanges a reader wants to see: one filter for the command line, the admin API and the store. */
import type { ExchangeRecord } from "../kernel/record.ts";
import { parseDuration } from "../codec/duration.ts";
import { printableJson } from "./printable_json.ts";

/** All that are set must hold; null and false ask nothing. */
export interface EventFilter {
  /** Only refused exchanges. */
  readonly denied: boolean;
  readonly api: string | null;
  readonly operation: string | null;
  /** `issuer|subject`, or a subject alone. */
  readonly principal: string | null;
  /** Problem code, or the code of any finding. */
  readonly code: string | null;
  /** Id of one exchange. */
  readonly id: string | null;
  /** Received at or after, epoch milliseconds. */
  readonly sinceMs: number | null;
}

export const EVERY_EVENT: EventFilter = Object.freeze({
  denied: false,
  api: null,
  operation: null,
  principal: null,
  code: null,
  id: null,
  sinceMs: null,
});

export const DEFAULT_EVENT_LIMIT = 100;
export const MAX_EVENT_LIMIT = 1_000;

/** Whether the filter asks for exchanges of some kind only; then operators' entries stay out of the answer. Losses never do. */
export function isNarrow(filter: EventFilter): boolean {
  const { denied, api, operation, principal, code, id } = filter;
  return denied || [api, operation, principal, code, id].some((wanted) => wanted !== null);
}

export function matchesFilter(record: ExchangeRecord, filter: EventFilter): boolean {
  if (filter.denied && record.outcome !== "denied") return false;
  if (filter.sinceMs !== null && record.timeMs < filter.sinceMs) return false;
  if (filter.id !== null && record.id !== filter.id) return false;
  if (filter.api !== null && record.api !== filter.api) return false;
  if (filter.operation !== null && record.operation !== filter.operation) return false;
  if (filter.principal !== null && !isPrincipal(record.principal, filter.principal)) return false;
  return filter.code === null || record.code === filter.code || record.findings.some((finding) => finding.code === filter.code);
}

function isPrincipal(principal: string | null, wanted: string): boolean {
  if (principal === null) return wanted === "anonymous";
  return principal === wanted || principal.slice(principal.indexOf("|") + 1) === wanted;
}

/**
 * Pieces of text that a stored line must contain to match: a store skips what lacks one without decoding it. Necessary, not sufficient; `matchesFilter` decides.
 */
export function needlesOf(filter: EventFilter): readonly string[] {
  const needles: string[] = [];
  if (filter.denied) needles.push('"outcome":"denied"');
  if (filter.id !== null) needles.push(`"id":${printableJson(filter.id)}`);
  if (filter.api !== null) needles.push(`"api":${printableJson(filter.api)}`);
  if (filter.operation !== null) needles.push(`"operation":${printableJson(filter.operation)}`);
  if (filter.principal !== null && filter.principal !== "anonymous") needles.push(printableJson(filter.principal).slice(1));
  if (filter.code !== null) needles.push(`"code":${printableJson(filter.code)}`);
  return needles;
}

export type ParsedQuery =
  | { readonly ok: true; readonly filter: EventFilter; readonly limit: number; readonly before: string | null }
  | { readonly ok: false; readonly message: string };

const TEXTS: ReadonlySet<string> = new Set(["api", "operation", "principal", "code", "id"]);
const MAX_TEXT = 512;

/** Reads `denied`, `api`, `operation`, `principal`, `code`, `id`, `since` (a duration, or epoch milliseconds), `limit`, `before`. Unknown and repeated names are refused. */
export function parseEventQuery(parameters: Iterable<readonly [name: string, value: string]>, nowMs: number): ParsedQuery {
  const seen = new Map<string, string>();
  for (const [name, value] of parameters) {
    if (seen.has(name)) return refuse(`\`${name}\` is given twice`);
    if (value.length > MAX_TEXT) return refuse(`\`${name}\` is longer than ${MAX_TEXT} characters`);
    seen.set(name, value);
  }
  let filter = EVERY_EVENT;
  let limit = DEFAULT_EVENT_LIMIT;
  let before: string | null = null;
  for (const [name, value] of seen) {
    if (TEXTS.has(name)) {
      if (value === "") return refuse(`\`${name}\` is empty`);
      filter = { ...filter, [name]: value };
    } else if (name === "denied") {
      if (value !== "" && value !== "true" && value !== "false") return refuse("`denied` is `true` or `false`");
      filter = { ...filter, denied: value !== "false" };
    } else if (name === "since") {
      const sinceMs = parseSince(value, nowMs);
      if (sinceMs === null) return refuse("`since` is a duration such as `10m`, or epoch milliseconds");
      filter = { ...filter, sinceMs };
    } else if (name === "limit") {
      limit = parseCount(value) ?? 0;
      if (limit < 1 || limit > MAX_EVENT_LIMIT) return refuse(`\`limit\` is a number from 1 to ${MAX_EVENT_LIMIT}`);
    } else if (name === "before") {
      if (parseCursor(value) === null) return refuse("`before` is the `next` of an earlier answer");
      before = value;
    } else return refuse("only `denied`, `api`, `operation`, `principal`, `code`, `id`, `since`, `limit` and `before` can be asked for");
  }
  return { ok: true, filter, limit, before };
}

/** A filter in words, as in the configuration: `denied api=shop code=token.expired`. The names are those of a query. */
export function parseFilterText(text: string, nowMs: number): ParsedQuery {
  const words = text.split(" ").filter((word) => word !== "");
  return parseEventQuery(
    words.map((word) => {
      const equals = word.indexOf("=");
      return equals === -1 ? ([word, ""] as const) : ([word.slice(0, equals), word.slice(equals + 1)] as const);
    }),
    nowMs,
  );
}

function refuse(message: string): ParsedQuery {
  return { ok: false, message };
}

function parseCount(text: string): number | null {
  return /^[0-9]{1,15}$/u.test(text) ? Number(text) : null;
}

function parseSince(text: string, nowMs: number): number | null {
  const duration = parseDuration(text);
  return duration === null ? parseCount(text) : nowMs - duration;
}

/** Where an answer stopped: `ENTRY.INDEX`, the entry of the journal and how many of its records lie before. */
export interface Cursor {
  readonly entry: number;
  readonly index: number;
}

export function parseCursor(text: string): Cursor | null {
  const dot = text.indexOf(".");
  const [entry, index] = [parseCount(text.slice(0, dot)), parseCount(text.slice(dot + 1))];
  return dot === -1 || entry === null || index === null ? null : { entry, index };
}

export function toCursorText(cursor: Cursor): string {
  return `${cursor.entry}.${cursor.index}`;
}
