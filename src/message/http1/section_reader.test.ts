/** The same field section again on one connection is compared, not read: what it means must not change by that. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { DEFAULT_REQUEST_LIMITS, DEFAULT_RESPONSE_LIMITS } from "./http1_limits.ts";
import { RequestParser } from "./request_parser.ts";
import { ResponseParser } from "./response_parser.ts";

const LINES = ["GET / HTTP/1.1", "GET /longer/path?a=1 HTTP/1.1", "POST /b HTTP/1.1", "GET / HTTP/1.0"];
const SECTIONS = [
  "Host: a\r\n\r\n",
  "Host: a\r\nX: 1\r\n\r\n",
  "Host: ab\r\n\r\n",
  "Host: a\r\nConnection: X-Y\r\nY: 1\r\n\r\n",
  "Host: a\r\nContent-Length: 2\r\n\r\nhi",
];

/** Everything a reader of the events can see, for one message fed to `parser`. */
function readings(parser: RequestParser, text: string): readonly unknown[] {
  parser.feed(Buffer.from(text, "latin1"));
  const seen: unknown[] = [];
  for (let event = parser.next(); event !== null; event = parser.next()) {
    if (event.kind !== "head") seen.push(event.kind === "data" ? [...event.bytes] : event.kind === "refuse" ? event.code : event.kind);
    else {
      const fields = Array.from({ length: event.fields.length }, (_, index) => [event.fields.nameAt(index), event.fields.valueAt(index)]);
      seen.push({ ...event, fields });
    }
  }
  return seen;
}

test("a request after others on its connection means what it means alone", () => {
  const message = fc.tuple(fc.constantFrom(...LINES), fc.constantFrom(...SECTIONS)).map(([line, section]) => `${line}\r\n${section}`);
  fc.assert(
    fc.property(fc.array(message, { minLength: 2, maxLength: 6 }), (messages) => {
      const kept = new RequestParser(DEFAULT_REQUEST_LIMITS);
      for (const each of messages) {
        if (kept.closed) return;
        assert.deepEqual(readings(kept, each), readings(new RequestParser(DEFAULT_REQUEST_LIMITS), each), each);
      }
    }),
  );
});

test("a recurring section counts against the size of the head like any other", () => {
  const limits = { ...DEFAULT_REQUEST_LIMITS, headBytes: 60 };
  const parser = new RequestParser(limits);
  assert.equal(readings(parser, "GET / HTTP/1.1\r\nHost: a\r\nX: 12345678\r\n\r\n").length, 2);
  assert.deepEqual(readings(parser, "GET /a/path/that/makes/it/too/long HTTP/1.1\r\nHost: a\r\nX: 12345678\r\n\r\n"), ["head_too_large"]);
});

test("the same section answers HEAD and GET each in its own way", () => {
  const parser = new ResponseParser(DEFAULT_RESPONSE_LIMITS, true);
  const kinds = (method: string, text: string): readonly string[] => {
    parser.expect({ method, upgrade: null });
    parser.feed(Buffer.from(text, "latin1"));
    const seen: string[] = [];
    for (let event = parser.next(); event !== null; event = parser.next()) seen.push(event.kind);
    return seen;
  };
  const head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
  assert.deepEqual(kinds("GET", `${head}hi`), ["head", "data", "end"]);
  assert.deepEqual(kinds("HEAD", head), ["head", "end"]);
  assert.deepEqual(kinds("GET", `${head}hi`), ["head", "data", "end"]);
});
