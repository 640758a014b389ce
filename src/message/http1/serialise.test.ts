import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { bytesOf, pairsOf } from "../../../test/support/http1_events.ts";
import type { BodyFraming } from "../../kernel/exchange.ts";
import { type Fields, fieldsOf, NO_FIELDS } from "../headers.ts";
import { KNOWN_FIELDS } from "../field_names.ts";
import { HOP_BY_HOP } from "../hop_by_hop.ts";
import { DEFAULT_REQUEST_LIMITS, DEFAULT_RESPONSE_LIMITS } from "./http1_limits.ts";
import { type RequestHeadEvent, RequestParser } from "./request_parser.ts";
import { type ResponseHeadEvent, ResponseParser } from "./response_parser.ts";
import { CHUNK_END, chunkHead, lastChunk, type RequestHead, type ResponseHead, writeRequestHead, writeResponseHead } from "./serialise.ts";

const NOTHING: ReadonlySet<string> = new Set();

function parseRequest(text: string): RequestHeadEvent {
  const parser = new RequestParser(DEFAULT_REQUEST_LIMITS);
  parser.feed(bytesOf(text));
  const event = parser.next();
  if (event?.kind !== "head") throw new Error(`not a head: ${JSON.stringify(event)}`);
  return event;
}

function parseResponse(text: string, method: string): ResponseHeadEvent {
  const parser = new ResponseParser(DEFAULT_RESPONSE_LIMITS, true);
  parser.expect({ method, upgrade: null });
  parser.feed(bytesOf(text));
  const event = parser.next();
  if (event?.kind !== "head") throw new Error(`not a head: ${JSON.stringify(event)}`);
  return event;
}

const request = (change: Partial<RequestHead>): string =>
  writeRequestHead({
    method: "GET",
    target: "/",
    host: "up",
    framing: { kind: "none" },
    base: NO_FIELDS,
    drop: NOTHING,
    set: [],
    ...change,
  });
const response = (change: Partial<ResponseHead>): string =>
  writeResponseHead({ status: 200, framing: { kind: "none" }, base: NO_FIELDS, drop: NOTHING, set: [], ...change });

test("a request keeps its lines as they came but framing, Host, hop-by-hop and dropped fields", () => {
  const { fields } = parseRequest(
    "POST /a HTTP/1.1\r\nHost: a\r\nX-One: 1\r\nX-Two: 2\r\nConnection: close\r\nKeep-Alive: 5\r\nX-Odd:\t3 \r\nTE: trailers\r\nX-Four: 4\r\n" +
      "Content-Length: 3\r\nX-User: eve\r\nX-Five: 5\r\n\r\n",
  );
  assert.equal(
    request({
      method: "POST",
      target: "/b?c",
      framing: { kind: "length", bytes: 3 },
      base: fields,
      drop: new Set(["x-two"]),
      set: [["x-user", "alice"]],
    }),
    "POST /b?c HTTP/1.1\r\nHost: up\r\nContent-Length: 3\r\nX-One: 1\r\nx-odd: 3\r\nX-Four: 4\r\nX-Five: 5\r\nx-user: alice\r\n\r\n",
  );
});

test("an expectation that HTTP/1.0 let pass is not carried into HTTP/1.1", () => {
  const { fields } = parseRequest("POST / HTTP/1.0\r\nHost: a\r\nExpect: anything\r\nX-One: 1\r\n\r\n");
  assert.equal(request({ method: "POST", base: fields }), "POST / HTTP/1.1\r\nHost: up\r\nX-One: 1\r\n\r\n");
});

test("what to drop may be asked of anything that answers for a whole family", () => {
  const base = fieldsOf([
    ["X-Forwarded-For", "1"],
    ["X-Other", "2"],
  ]);
  assert.equal(
    request({ base, drop: { has: (name) => name.startsWith("x-forwarded-") } }),
    "GET / HTTP/1.1\r\nHost: up\r\nX-Other: 2\r\n\r\n",
  );
});

test("a response is written with its registered reason, and fields of one name may be set twice", () => {
  assert.equal(
    response({
      status: 404,
      framing: { kind: "chunked" },
      set: [
        ["set-cookie", "a=1"],
        ["set-cookie", "b=2"],
      ],
    }),
    "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n\r\n",
  );
  assert.equal(response({ status: 299, framing: { kind: "close" } }), "HTTP/1.1 299 \r\n\r\n");
});

test("a chunk is its size in hexadecimal, its data and a line end; the last has none", () => {
  assert.equal(`${chunkHead(255)}${"x".repeat(255)}${CHUNK_END}`, `ff\r\n${"x".repeat(255)}\r\n`);
  assert.equal(lastChunk(), "0\r\n\r\n");
  assert.equal(
    lastChunk(
      fieldsOf([
        ["X-Sum", "1"],
        ["Connection", "close"],
        ["content-length", "1"],
      ]),
    ),
    "0\r\nX-Sum: 1\r\n\r\n",
  );
  for (const size of [0, -1, 1.5, Number.NaN]) assert.throws(() => chunkHead(size), TypeError);
});

test("what would write another message than meant is a TypeError before anything is written", () => {
  const broken: readonly (() => string)[] = [
    () => request({ method: "GET /" }),
    () => request({ method: "" }),
    () => request({ target: "/a b" }),
    () => request({ target: "" }),
    () => request({ target: "/\r\n" }),
    () => request({ host: "" }),
    () => request({ host: "a\r\nX: y" }),
    () => request({ framing: { kind: "length", bytes: -1 } }),
    () => request({ framing: { kind: "length", bytes: 0.5 } }),
    () => request({ set: [["x", "a\r\nb: c"]] }),
    () => request({ set: [["x", "a\0"]] }),
    () => request({ set: [["x", "\u2028"]] }),
    () => request({ set: [["x y", "a"]] }),
    () => request({ set: [["X-Upper", "a"]] }),
    () => request({ set: [["host", "a"]] }),
    () => request({ set: [["content-length", "1"]] }),
    () => response({ set: [["transfer-encoding", "chunked"]] }),
    () => response({ status: 99 }),
    () => response({ status: 200.5 }),
    () => response({ status: 204, framing: { kind: "length", bytes: 0 } }),
    () => response({ status: 100, framing: { kind: "chunked" } }),
  ];
  for (const write of broken) assert.throws(write, TypeError, write.toString());
  assert.equal(broken.length, 21);
});

test("every hop-by-hop field is known by number, so that none is copied", () => {
  for (const name of HOP_BY_HOP) assert.ok(KNOWN_FIELDS.includes(name), name);
  const base = fieldsOf([...HOP_BY_HOP].map((name) => [name, "a"] as const));
  assert.equal(response({ base }), "HTTP/1.1 200 OK\r\n\r\n");
});

const TOKEN = fc.string({ unit: fc.constantFrom(...Array.from("abcXYZ019-!#'*+.^_`|~")), minLength: 1, maxLength: 12 });
const NAME = TOKEN.map((token) => `q${token}`);
const VALUE = fc
  .string({ unit: fc.constantFrom(...Array.from('aB9 \t,;="\x80\xff')), maxLength: 20 })
  .map((text) => text.trim().replaceAll("\u00a0", ""));
const TARGET = fc.string({ unit: fc.constantFrom(...Array.from("aB9/?&=%.;[]@:~")), maxLength: 20 }).map((text) => `/${text}`);
const PAIRS = fc.array(fc.tuple(NAME, VALUE), { maxLength: 8 });
const FRAMING = fc.oneof(
  fc.constant<BodyFraming>({ kind: "none" }),
  fc.constant<BodyFraming>({ kind: "chunked" }),
  fc.nat(1000).map((bytes): BodyFraming => ({ kind: "length", bytes })),
);
const FRAMING_NAMES: ReadonlySet<string> = new Set(["host", "content-length", "transfer-encoding"]);
const endToEnd = (fields: Fields) => pairsOf(fields).filter(([name]) => !FRAMING_NAMES.has(name));

test("a request that is written is read back as it was", () => {
  fc.assert(
    fc.property(TOKEN, TARGET, PAIRS, FRAMING, (method, target, pairs, framing) => {
      const head = parseRequest(request({ method, target, framing, base: fieldsOf(pairs) }));
      assert.deepEqual([head.method, head.target, head.framing, head.fields.get("host")], [method, target, framing, "up"]);
      assert.deepEqual(
        endToEnd(head.fields),
        pairs.map(([name, value]) => [name.toLowerCase(), value]),
      );
    }),
  );
});

test("a response that is written is read back as it was", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 205, max: 599 }).filter((status) => status !== 304),
      PAIRS,
      FRAMING,
      (status, pairs, framing) => {
        const head = parseResponse(response({ status, framing, base: fieldsOf(pairs) }), "GET");
        assert.deepEqual([head.status, head.declared], [status, framing]);
        assert.deepEqual(
          endToEnd(head.fields),
          pairs.map(([name, value]) => [name.toLowerCase(), value]),
        );
      },
    ),
  );
});
