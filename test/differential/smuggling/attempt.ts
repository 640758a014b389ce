/**
 * Attempts at request smuggling: what a client sends on one connection, made at random from the forms that parsers disagree about, from a seed, so that each can be
 * made again. Many of the messages have one plain reading; in the others one to three parts are odd, or the bytes are changed.
 */
import { generator } from "../../fuzz/mutate.ts";
import {
  CHUNK_ENDS,
  CHUNK_SIZES,
  CODINGS,
  COLONS,
  HOSTS,
  LAST_CHUNKS,
  LENGTHS,
  LINE_ENDS,
  LINES,
  METHODS,
  NAMES,
  PIECES,
  TARGETS,
  VERSIONS,
} from "./odd_forms.ts";

export type Below = (limit: number) => number;

/** What a client sends, latin1, in the pieces in which it is written. */
export interface Attempt {
  readonly pieces: readonly string[];
}

/** The parts of a message that are taken from anywhere in their tables; the others are ordinary. */
type Odd = ReadonlySet<Part>;

const PARTS = [
  "method",
  "target",
  "version",
  "host",
  "lines",
  "name",
  "colon",
  "end",
  "length",
  "coding",
  "chunk",
  "last",
  "framing",
] as const;
type Part = (typeof PARTS)[number];
const FRAMING_PARTS: readonly Part[] = ["framing", "coding", "length", "name", "colon"];

const ORDINARY_METHODS = 5;
const ORDINARY_TARGETS = 5;
const ORDINARY_LINES = 7;
/** More than the gateway collects before it asks the upstream. */
const LARGE_BYTES = 70_000;
const FILLING = "\r\nGET /smuggled/large HTTP/1.1\r\nHost: a.example\r\n\r\n";

export const textOf = (attempt: Attempt): string => attempt.pieces.join("");

/** The attempt of that number in the run of that seed. */
export function attemptOf(seed: number, index: number): Attempt {
  const below = generator(Math.imul(seed, 0x9e37_79b1) ^ Math.imul(index + 1, 0x85eb_ca6b));
  // Why: the first numbers of neighbouring seeds are alike.
  for (let warm = 0; warm < 8; warm++) below(2);
  let text = "";
  for (let messages = 1 + below(3); messages > 0; messages--) text += message(below, oddParts(below), 2);
  // The request of somebody else, which follows on the same connection in many real set-ups.
  if (below(2) === 0) text += "GET /after HTTP/1.1\r\nHost: a.example\r\n\r\n";
  for (let edits = [0, 0, 0, 1, 2, 4][below(6)] ?? 0; edits > 0; edits--) text = edited(text, below);
  return { pieces: cut(text, below) };
}

/** None for two of five messages, else one to three. */
function oddParts(below: Below): Odd {
  const odd = new Set<Part>();
  for (let count = [0, 0, 1, 2, 3][below(5)] ?? 0; count > 0; count--) odd.add(PARTS[below(PARTS.length)] ?? "framing");
  return odd;
}

function anyOf<T>(table: readonly T[], below: Below): T {
  const picked = table[below(table.length)];
  if (picked === undefined) throw new Error("an empty table");
  return picked;
}

/** One of the table where the part is odd, else one of its first `ordinary`. */
function pick<T>(table: readonly T[], part: Part, odd: Odd, below: Below, ordinary = 1): T {
  return anyOf(odd.has(part) && below(3) > 0 ? table : table.slice(0, ordinary), below);
}

/** One message with its content; `depth`: how many requests may stand in requests. */
function message(below: Below, odd: Odd, depth: number): string {
  const method = pick(METHODS, "method", odd, below, ORDINARY_METHODS);
  const target = pick(TARGETS, "target", odd, below, ORDINARY_TARGETS);
  const start = `${method} ${target}${pick(VERSIONS, "version", odd, below)}${pick(LINE_ENDS, "end", odd, below)}`;
  let lines = pick(HOSTS, "host", odd, below);
  for (let count = below(3); count > 0; count--) lines += pick(LINES, "lines", odd, below, ORDINARY_LINES);
  const framed = frame(contentOf(below, odd, depth), method, below, odd);
  // Why either: some parsers take the first, some the last of two lines.
  const head = below(2) === 0 ? lines + framed.lines : framed.lines + lines;
  return `${start}${head}${pick(LINE_ENDS, "end", odd, below)}${framed.content}`;
}

/** Whether two parsers might disagree about where the message ends; then its length is told twice mostly, so that each has one to believe. */
function isFramingOdd(odd: Odd): boolean {
  return FRAMING_PARTS.some((part) => odd.has(part));
}

/** Mostly bytes that would be requests if they were not content. */
function contentOf(below: Below, odd: Odd, depth: number): string {
  const kind = isFramingOdd(odd) && below(2) === 0 ? 2 : below(8);
  if (kind === 0 || depth === 0) return "";
  if (kind === 1) return "hello";
  if (kind === 2) return `0\r\n\r\n${nested(below, odd, depth)}`;
  if (kind === 3) return below(12) === 0 ? nested(below, odd, depth).padEnd(LARGE_BYTES, FILLING) : "a=b";
  return nested(below, odd, depth);
}

/** A whole request, or the beginning of one that takes in what follows. */
function nested(below: Below, odd: Odd, depth: number): string {
  const target = `/smuggled/${below(1_000)}`;
  switch (below(4)) {
    case 0:
      return `GET ${target} HTTP/1.1\r\nHost: a.example\r\nX-Ignored: `;
    case 1:
      return `POST ${target} HTTP/1.1\r\nHost: a.example\r\nContent-Length: ${20 + below(100)}\r\n\r\n`;
    case 2:
      return message(below, odd, depth - 1).replace(" /", ` ${target}/`);
    default:
      return `GET ${target} HTTP/1.1\r\nHost: a.example\r\n\r\n`;
  }
}

function field(name: string, value: string, below: Below, odd: Odd): string {
  return `${pick(NAMES, "name", odd, below)(name)}${pick(COLONS, "colon", odd, below)}${value}${pick(LINE_ENDS, "end", odd, below)}`;
}

/** The content as it is sent, and the lines that tell of it: by length, in chunks, by both, or by nothing. */
function frame(content: string, method: string, below: Below, odd: Odd): { readonly lines: string; readonly content: string } {
  const sent = content.length;
  const length = (bytes: number): string => field("Content-Length", pick(LENGTHS, "length", odd, below)(bytes), below, odd);
  const coding = (): string => field("Transfer-Encoding", pick(CODINGS, "coding", odd, below), below, odd);
  const kind = below(20);
  if (kind < 2) return { lines: "", content: method === "GET" || odd.size > 0 ? content : "" };
  const chunked = chunks(content, below, odd);
  if (isFramingOdd(odd) && kind < 12) {
    const bytes = [sent, chunked.length, 4, 0][below(4)] ?? 0;
    return { lines: below(2) === 0 ? length(bytes) + coding() : coding() + length(bytes), content: below(2) === 0 ? chunked : content };
  }
  return kind < 11 ? { lines: length(sent), content } : { lines: coding(), content: chunked };
}

function chunks(content: string, below: Below, odd: Odd): string {
  let text = "";
  for (let at = 0; at < content.length; ) {
    const size = Math.min(content.length - at, below(3) === 0 ? content.length : 1 + below(1 + below(2_000)));
    const after = odd.has("chunk") && below(4) === 0 ? anyOf(CHUNK_ENDS, below) : "\r\n";
    text += `${pick(CHUNK_SIZES, "chunk", odd, below)(size)}${pick(LINE_ENDS, "end", odd, below)}${content.slice(at, at + size)}${after}`;
    at += size;
  }
  return text + pick(LAST_CHUNKS, "last", odd, below, 2);
}

/** Puts a piece in, takes some bytes out, doubles or swaps a part. */
function edited(text: string, below: Below): string {
  // Why the first part mostly: that is where heads are.
  const at = below(below(3) === 0 ? text.length + 1 : Math.min(text.length, 200) + 1);
  const length = 1 + below(6);
  switch (below(5)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
      return text.slice(0, at) + text.slice(at, at + 20 + length) + text.slice(at);
    case 2:
      return text.slice(0, at) + String.fromCharCode(below(256)) + text.slice(at + 1);
    default:
      return text.slice(0, at) + (PIECES[below(PIECES.length)] ?? "") + text.slice(at);
  }
}

function cut(text: string, below: Below): readonly string[] {
  const places = new Set<number>();
  for (let cuts = [0, 0, 1, 3][below(4)] ?? 0; cuts > 0; cuts--) places.add(below(text.length + 1));
  const sorted = [...places].filter((place) => place > 0 && place < text.length).toSorted((a, b) => a - b);
  return [0, ...sorted].map((from, index) => text.slice(from, sorted[index] ?? text.length));
}
