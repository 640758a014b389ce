/** One attempt to make two requests, or another one, of an HTTP/2 request on its way to an upstream that speaks HTTP/1.1; and what becomes of it. */
import type { FieldPair } from "../../support/hpack.ts";
import { data, FLAG, headers } from "../../support/http2_frames.ts";
import { GET, POST } from "./http2_case.ts";

export interface DowngradeCase {
  readonly attempt: string;
  /** The field section on stream 1, whether it ends there, and the frames behind it. */
  readonly fields: readonly FieldPair[];
  readonly ends: boolean;
  readonly rest: readonly Uint8Array[];
  /** In the words of `Http2Case.expect`; `dropped`: answered without the field; `harmless`: answered, the upstream sees exactly what was judged. */
  readonly outcome: string;
  /** What the upstream gets, byte for byte, null for nothing. Of a request that is refused in the midst of its content: a part of this, never all. */
  readonly sent: string | null;
}

/** The request that no attempt may get through. */
export const SMUGGLED = "GET /evil HTTP/1.1\r\nHost: evil.test\r\n\r\n";

const OWN_LINES = `forwarded: for=127.0.0.1;host=api.test;proto=http\r\nx-forwarded-for: 127.0.0.1\r\nx-forwarded-proto: http\r\nx-forwarded-host: api.test\r
x-request-id: 01920000-0000-7000-8000-000000000001\r\ntraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\r\n`;

/** A request as the upstream gets it: framing and the caller's fields as whole lines. */
export function sent(line: string, lines: string = "", body: string = ""): string {
  const framing = /^(?:Content-Length|Transfer-Encoding): [^\r]*\r\n/u.exec(lines)?.[0] ?? "";
  return `${line} HTTP/1.1\r\nHost: 127.0.0.1:3000\r\n${framing}${lines.slice(framing.length)}${OWN_LINES}${body}`;
}

export const PLAIN: string = sent("GET /a");

export function chunked(...chunks: readonly string[]): string {
  return `${chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join("")}0\r\n\r\n`;
}

/** A GET with these fields more. Dropped ones leave a plain GET. */
export function withFields(attempt: string, outcome: string, ...fields: readonly FieldPair[]): DowngradeCase {
  const whole = outcome === "dropped" || outcome === "harmless" ? PLAIN : null;
  return { attempt, fields: [...GET, ...fields], ends: true, rest: [], outcome, sent: whole };
}

/** A GET whose field section is this one. */
export function section(attempt: string, outcome: string, fields: readonly FieldPair[], whole: string | null = null): DowngradeCase {
  return { attempt, fields, ends: true, rest: [], outcome, sent: whole };
}

/** A POST with these fields more and this content. */
export function content(
  attempt: string,
  outcome: string,
  fields: readonly FieldPair[],
  body: string,
  whole: string | null = null,
): DowngradeCase {
  return { attempt, fields: [...POST, ...fields], ends: false, rest: [data(1, body)], outcome, sent: whole };
}

/** A POST with a byte of content and these trailers. */
export function trailers(attempt: string, outcome: string, ...fields: readonly FieldPair[]): DowngradeCase {
  const whole = sent("POST /a", "Transfer-Encoding: chunked\r\n", chunked("x"));
  const rest = [data(1, "x", 0), headers(1, fields, FLAG.endHeaders + FLAG.endStream)];
  return { attempt, fields: POST, ends: false, rest, outcome, sent: whole };
}
