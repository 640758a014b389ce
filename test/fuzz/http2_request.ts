import assert from "node:assert/strict";
import { HOP_BY_HOP } from "../../src/message/hop_by_hop.ts";
import { DEFAULT_REQUEST_LIMITS } from "../../src/message/http1/http1_limits.ts";
import { lastChunk, writeRequestHead } from "../../src/message/http1/serialise.ts";
import { readHttp2Request } from "../../src/message/http2/request_fields.ts";
import { pairsOf } from "../support/http1_events.ts";
import { readByUs } from "../support/http1_reading.ts";
import { latin1Text } from "../support/latin1_text.ts";
import type { FuzzTarget } from "./target.ts";

/** Largest content that is made up to go with a declared length. */
const MAX_CONTENT = 4_096;
const NOTHING = new Set<string>();
const REWRITTEN: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  "host",
  "content-length",
  "transfer-encoding",
  "connection",
  "upgrade",
  "expect",
]);

/** A field section out of what looks like a request of HTTP/1.1, without its strictness: only CRLF cuts lines, only the first blanks and colons cut them further. */
function sectionOf(text: string): readonly string[] {
  const [line = "", ...rest] = text.split("\r\n");
  const [method = "", path = ""] = line.includes(" /") ? line.split(" ") : ["POST", line];
  const raw = [":method", method, ":path", path.startsWith("*") ? path : `/${path.replace(/^\//u, "")}`, ":scheme", "http"];
  if (text.length % 2 === 0) raw.push(":authority", "a.example");
  for (const field of rest) {
    const colon = field.indexOf(":", 1);
    if (colon < 0) continue;
    raw.push(
      text.length % 5 === 0 ? field.slice(0, colon) : field.slice(0, colon).toLowerCase(),
      field.slice(colon + 1).replace(/^ /u, ""),
    );
  }
  return raw;
}

/** Never throws; what is accepted is, written for an HTTP/1.1 upstream, exactly one request, which means the same to a strict reader. */
export const target: FuzzTarget = {
  name: "http2_request",
  run(bytes) {
    const text = latin1Text(bytes);
    const head = readHttp2Request(sectionOf(text), text.length % 3 === 0, "http", DEFAULT_REQUEST_LIMITS);
    if ("code" in head) return;
    const { method, target: path, framing, fields } = head;
    const host = fields.get("host") ?? "";
    if (host === "") return;
    const written = writeRequestHead({ method, target: path, host, framing, base: fields, drop: NOTHING, set: [] });
    if (framing.kind === "length" && framing.bytes > MAX_CONTENT) return;
    const content = framing.kind === "length" ? "x".repeat(framing.bytes) : framing.kind === "chunked" ? lastChunk() : "";
    const { requests, refusal } = readByUs(written + content);
    assert.equal(refusal, null, "what is written is read");
    assert.equal(requests.length, 1);
    assert.deepEqual(
      [requests[0]?.method, requests[0]?.target, requests[0]?.body.length],
      [method, path, framing.kind === "length" ? framing.bytes : 0],
    );
    const kept = (pairs: readonly (readonly [name: string, value: string])[]): unknown => pairs.filter(([name]) => !REWRITTEN.has(name));
    assert.deepEqual(kept(requests[0]?.fields ?? []), kept(pairsOf(fields)));
    assert.deepEqual(
      requests[0]?.fields.filter(([name]) => name === "host"),
      [["host", host]],
    );
  },
};
