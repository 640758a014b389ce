/** Parser events as lines of text, and ways to feed bytes, so that tests read as a conversation and cuts can be compared. */
import type { HeaderFields } from "../../src/kernel/exchange.ts";
import { latin1Text } from "../../src/message/latin1.ts";
import { DEFAULT_REQUEST_LIMITS, DEFAULT_RESPONSE_LIMITS, type Http1Limits } from "../../src/message/http1/http1_limits.ts";
import { type RequestEvent, RequestParser } from "../../src/message/http1/request_parser.ts";
import { type ResponseEvent, type ResponseExpectation, ResponseParser } from "../../src/message/http1/response_parser.ts";

type ParserEvent = RequestEvent | ResponseEvent;
interface Parser {
  feed(chunk: Uint8Array): void;
  next(): ParserEvent | null;
  finish(): ParserEvent | null;
}

/** One byte per code unit. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function pairsOf(fields: HeaderFields): (readonly [name: string, value: string])[] {
  return Array.from({ length: fields.length }, (_, index) => [fields.nameAt(index), fields.valueAt(index)] as const);
}

const fieldsText = (fields: HeaderFields): string =>
  `{${pairsOf(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join("; ")}}`;
const framingText = (framing: { readonly kind: string; readonly bytes?: number }): string =>
  framing.bytes === undefined ? framing.kind : `${framing.kind}:${framing.bytes}`;

function lineOf(event: ParserEvent): string {
  if (event.kind === "data") return `data ${latin1Text(event.bytes, 0, event.bytes.length)}`;
  if (event.kind === "end") return `end ${event.bytes}${event.trailers.length === 0 ? "" : ` ${fieldsText(event.trailers)}`}`;
  if (event.kind === "refuse") return `refuse ${event.status} ${event.code} ${event.place}`;
  if (event.kind === "informational") return `informational ${event.status} ${fieldsText(event.fields)}`;
  if (event.kind === "switch") return `switch ${event.protocol} ${fieldsText(event.fields)}`;
  const shared = `1.${event.minor} ${framingText(event.framing)} ${event.keepAlive ? "keep" : "close"}`;
  if (!("method" in event)) return `head ${event.status} ${shared} declared=${framingText(event.declared)} ${fieldsText(event.fields)}`;
  const wishes = `${event.expectContinue ? " continue" : ""}${event.upgrade === null ? "" : ` upgrade=${event.upgrade}`}`;
  return `head ${event.method} ${event.target} ${shared}${wishes} ${fieldsText(event.fields)}`;
}

/** The lines of all events when the bytes come in these pieces and then the connection ends. Neighbouring data are one line. Each piece is overwritten after use. */
function conversation(parser: Parser, pieces: Iterable<Uint8Array>): readonly string[] {
  const lines: string[] = [];
  const take = (event: ParserEvent): void => {
    const line = lineOf(event);
    const last = lines.at(-1);
    if (event.kind === "data" && last !== undefined && last.startsWith("data "))
      lines[lines.length - 1] = last + line.slice("data ".length);
    else lines.push(line);
  };
  for (const piece of pieces) {
    const chunk = new Uint8Array(piece);
    parser.feed(chunk);
    for (let event = parser.next(); event !== null; event = parser.next()) take(event);
    chunk.fill(0xff);
  }
  const last = parser.finish();
  if (last !== null) take(last);
  return lines;
}

/** What a client's bytes mean, in these pieces. */
export function requestLines(pieces: Iterable<Uint8Array>, limits: Http1Limits = DEFAULT_REQUEST_LIMITS): readonly string[] {
  return conversation(new RequestParser(limits), pieces);
}

/** What an upstream's bytes mean when one response is due to each of `due`, the next as soon as the one before has ended. */
export function responseLines(
  pieces: Iterable<Uint8Array>,
  due: readonly ResponseExpectation[],
  acceptCloseDelimited = true,
  limits: Http1Limits = DEFAULT_RESPONSE_LIMITS,
): readonly string[] {
  const parser = new ResponseParser(limits, acceptCloseDelimited);
  const waiting = [...due];
  const ask = (): void => {
    const next = waiting.shift();
    if (next !== undefined) parser.expect(next);
  };
  ask();
  return conversation(
    {
      feed: (chunk) => parser.feed(chunk),
      next: () => {
        const event = parser.next();
        if (event?.kind === "end" && !parser.closed) ask();
        return event;
      },
      finish: () => parser.finish(),
    },
    pieces,
  );
}

/** Every way to cut in two, and byte by byte. */
export function* cutsOf(bytes: Uint8Array): Generator<readonly Uint8Array[]> {
  for (let at = 0; at <= bytes.length; at += 1) yield [bytes.subarray(0, at), bytes.subarray(at)];
  yield Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
}

/** Pieces of one to sixteen bytes, their sizes taken from the bytes themselves, so that an input alone reproduces its cuts. */
export function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + ((bytes[at] ?? 0) & 15);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}
