/**
 * Heads as text for the wire, one byte per code unit (latin1). Runs of unchanged lines are copied from the received text as slices; framing fields are written
 * from what was understood, never copied, so an ambiguous head can't be written. Broken input here is our bug: a TypeError, before anything leaves.
 */
import { isToken } from "../../codec/field_syntax.ts";
import type { BodyFraming } from "../../kernel/exchange.ts";
import { isFieldValue, isTargetText } from "../byte_class.ts";
import { FRAMING_FIELDS, KNOWN_FIELDS } from "../field_names.ts";
import { type Fields, NO_FIELDS } from "../headers.ts";
import { HOP_BY_HOP } from "../hop_by_hop.ts";
import type { TraceContext } from "../traceparent.ts";
import { reasonPhrase } from "./reason_phrase.ts";

/** Names to leave out, asked in lower case: a Set, or anything that answers for a whole family (`x-forwarded-*`). */
export interface DroppedNames {
  has(name: string): boolean;
}

/** The fields of a head: those of `base` without hop-by-hop ones, framing, Host, Expect, `drop` and the names of `set`; then `set` in order. */
export interface HeadFields {
  readonly base: Fields;
  readonly drop: DroppedNames;
  /** Each replaces every field of its name in `base`; one name may come more than once (`set-cookie`). Host, Content-Length and Transfer-Encoding may not. */
  readonly set: readonly (readonly [name: string, value: string])[];
  /** Lines made by `toFieldLines`, for names that are in `drop`: so that what is the same for many messages is checked once. */
  readonly lines?: FieldLines;
}

/** Whole field lines that were checked. Made in this file only. */
export class FieldLines {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The same with what they were made of, for a protocol that has no lines. */
export class CheckedFields extends FieldLines {
  readonly fields: readonly (readonly [name: string, value: string])[];

  constructor(text: string, fields: readonly (readonly [name: string, value: string])[]) {
    super(text);
    this.fields = fields;
  }
}

/** The same text in one piece. Why: what was put together from many is walked through each time it is written, until somebody looks into it. */
function inOnePiece(text: string): string {
  void text.charCodeAt(0);
  return text;
}

/** Checked lines of these fields. A name or value that can't stand on the wire is a TypeError. */
export function toFieldLines(fields: readonly (readonly [name: string, value: string])[]): CheckedFields {
  let lines = "";
  for (const [name, value] of fields) lines += fieldLine(name, value);
  return new CheckedFields(inOnePiece(lines), fields);
}

export interface RequestHead extends HeadFields {
  readonly method: string;
  readonly target: string;
  /** Value of Host. */
  readonly host: string;
  readonly framing: BodyFraming;
}

export interface ResponseHead extends HeadFields {
  readonly status: number;
  /** `close`: nothing is written about length, and the connection must be closed after the content. For HEAD and 304 the framing of the answer to a GET. */
  readonly framing: BodyFraming | { readonly kind: "close" };
}

const FRAMING_NAMES: ReadonlySet<string> = new Set(["host", "content-length", "transfer-encoding"]);
const NOTHING_SET: HeadFields["set"] = Object.freeze([]);
const NOTHING_DROPPED: DroppedNames = Object.freeze({ has: (): boolean => false });

/**
 * `lines`, the exchange's id and, for an upstream, its trace: our own texts, of hex digits and dashes, and a `tracestate` of printable ASCII that was read
 * member by member, so that nothing in them needs to be checked.
 */
export function withOwnLines(lines: FieldLines | null, id: string, context: Pick<TraceContext, "header" | "state"> | null): FieldLines {
  const state = context === null || context.state === null ? "" : `tracestate: ${context.state}\r\n`;
  const trace = context === null ? "" : `traceparent: ${context.header}\r\n${state}`;
  return new FieldLines(`${lines === null ? "" : lines.text}x-request-id: ${id}\r\n${trace}`);
}

/** A request's head up to and with its empty line. */
export function writeRequestHead(head: RequestHead): string {
  if (!isToken(head.method)) throw new TypeError("the method must be a token");
  if (!isTargetText(head.target)) throw new TypeError("the target has a character that must be percent-encoded");
  if (head.host === "" || !isFieldValue(head.host)) throw new TypeError("the host can't stand in a field");
  return `${head.method} ${head.target} HTTP/1.1\r\nHost: ${head.host}\r\n${framingLine(head.framing)}${fieldLines(head)}\r\n`;
}

/** A response's head up to and with its empty line. A status below 200 or 204 takes no framing but `none`. */
export function writeResponseHead(head: ResponseHead): string {
  const { status, framing } = head;
  if (!Number.isInteger(status) || status < 100 || status > 599) throw new TypeError("the status must be between 100 and 599");
  if ((status < 200 || status === 204) && framing.kind !== "none") throw new TypeError(`a response ${status} has no content`);
  return `HTTP/1.1 ${status} ${reasonPhrase(status)}\r\n${framingLine(framing)}${fieldLines(head)}\r\n`;
}

function framingLine(framing: BodyFraming | { readonly kind: "close" }): string {
  if (framing.kind === "chunked") return "Transfer-Encoding: chunked\r\n";
  if (framing.kind !== "length") return "";
  if (!Number.isSafeInteger(framing.bytes) || framing.bytes < 0) throw new TypeError("a length must be a whole number of bytes");
  return `Content-Length: ${framing.bytes}\r\n`;
}

function fieldLines({ base, drop, set, lines: prepared }: HeadFields): string {
  let lines = replacesAny(base, set) ? copiedLines(base, drop, set) : plainCopy(base, drop);
  for (const [name, value] of set) lines += fieldLine(name, value);
  return prepared === undefined ? lines : lines + prepared.text;
}

/** The copy where nothing is replaced: remembered with the fields, which are the same value for each of a connection's like requests. */
function plainCopy(base: Fields, drop: DroppedNames): string {
  const known = base.copied;
  if (known !== null && known.drop === drop) return known.lines;
  const lines = inOnePiece(copiedLines(base, drop, NOTHING_SET));
  base.copied = { drop, lines };
  return lines;
}

function copiedLines(base: Fields, drop: DroppedNames, replaced: HeadFields["set"]): string {
  const { text } = base;
  let lines = "";
  let runStart = 0;
  let runEnd = 0;
  for (let index = 0; index < base.length; index += 1) {
    if (isDropped(base, index, drop, replaced)) continue;
    const start = base.lineStart(index);
    const plain = base.isPlain(index);
    if (start !== runEnd || !plain) {
      if (runEnd > runStart) lines += text.slice(runStart, runEnd);
      runStart = start;
      runEnd = start;
    }
    if (plain) runEnd = base.lineEnd(index);
    else lines += `${base.nameAt(index)}: ${base.valueAt(index)}\r\n`;
  }
  if (runEnd > runStart) lines += text.slice(runStart, runEnd);
  return lines;
}

/** Ids of the known fields that are never copied. */
const NEVER_COPIED = Uint8Array.from(KNOWN_FIELDS, (name, id) => (id < FRAMING_FIELDS || HOP_BY_HOP.has(name) ? 1 : 0));

/** Whether any of these names stands in `base`; mostly none does, and then no line is compared with them. */
function replacesAny(base: Fields, set: HeadFields["set"]): boolean {
  for (const [name] of set) if (base.has(name)) return true;
  return false;
}

/** Whether the field at `index` of `base` stops here: it is of the connection or of framing, in `drop`, or replaced. */
export function isDropped(base: Fields, index: number, drop: DroppedNames, replaced: HeadFields["set"]): boolean {
  // Expect is among them: whoever reads the content answers it, and one that HTTP/1.0 let pass unread would mean something in HTTP/1.1.
  const id = base.idAt(index);
  if (id >= 0 && NEVER_COPIED[id] === 1) return true;
  const name = base.nameAt(index);
  if (drop.has(name)) return true;
  for (const [other] of replaced) if (other === name) return true;
  return false;
}

/** Names that were set before and may be: a few, bounded. */
const goodNames = new Set<string>();
const MAX_GOOD_NAMES = 256;

function checkName(name: string): void {
  if (!isToken(name) || name !== name.toLowerCase()) throw new TypeError("a field name must be a lower-case token");
  if (FRAMING_NAMES.has(name)) throw new TypeError(`\`${name}\` is written from the framing, not set`);
  if (goodNames.size < MAX_GOOD_NAMES) goodNames.add(name);
}

/** The field as it may stand in a head; what `fieldLine` throws for is thrown here. */
export function checkField(name: string, value: string): void {
  if (!goodNames.has(name)) checkName(name);
  if (!isFieldValue(value)) throw new TypeError(`the value of \`${name}\` has a control, an outer blank or a character outside latin1`);
}

/** One line; a name that is not a lower-case token, a framing name or a value that would end or hide the line is a TypeError. */
function fieldLine(name: string, value: string): string {
  checkField(name, value);
  return `${name}: ${value}\r\n`;
}

/** The line before a chunk of `size` bytes, which is followed by CHUNK_END. Zero is a TypeError: it would end the content. */
export function chunkHead(size: number): string {
  if (!Number.isSafeInteger(size) || size <= 0) throw new TypeError("a chunk must have at least one byte");
  return `${size.toString(16)}\r\n`;
}

/** After the data of each chunk. */
export const CHUNK_END = "\r\n";

/** What ends chunked content: the last chunk, the trailers without hop-by-hop and framing names, the empty line. */
export function lastChunk(trailers: Fields = NO_FIELDS): string {
  if (trailers.length === 0) return "0\r\n\r\n";
  return `0\r\n${fieldLines({ base: trailers, drop: NOTHING_DROPPED, set: [] })}\r\n`;
}
