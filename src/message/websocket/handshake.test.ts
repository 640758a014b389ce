import assert from "node:assert/strict";
import { test } from "node:test";
import type { BodyFraming } from "../../kernel/exchange.ts";
import { fieldsOf } from "../headers.ts";
import { checkAccepted, checkOpening, offeredProtocols } from "./handshake.ts";

const NONE: BodyFraming = { kind: "none" };
const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
const GOOD = [
  ["sec-websocket-version", "13"],
  ["sec-websocket-key", KEY],
] as const;
/** The hash of the example of RFC 6455 section 1.3, and of nothing else. */
const sha1 = (text: string): string => (text === `${KEY}258EAFA5-E914-47DA-95CA-C5AB0DC85B11` ? "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" : "another");

type Pairs = readonly (readonly [string, string])[];

test("an opening handshake is a GET without content, of version 13, with a key of sixteen bytes", () => {
  const rows: readonly (readonly [method: string, framing: BodyFraming, fields: Pairs, code: string | null])[] = [
    ["GET", NONE, GOOD, null],
    ["GET", { kind: "length", bytes: 0 }, GOOD, null],
    ["GET", NONE, [...GOOD, ["sec-websocket-protocol", "a,\tb ,c"]], null],
    ["POST", NONE, GOOD, "websocket.method"],
    ["get", NONE, GOOD, "websocket.method"],
    ["GET", { kind: "length", bytes: 1 }, GOOD, "websocket.body"],
    ["GET", { kind: "chunked" }, GOOD, "websocket.body"],
    ["GET", NONE, [["sec-websocket-key", KEY]], "websocket.version"],
    ["GET", NONE, [...GOOD, ["sec-websocket-version", "13"]], "websocket.version"],
    [
      "GET",
      NONE,
      [
        ["sec-websocket-version", "13, 8"],
        ["sec-websocket-key", KEY],
      ],
      "websocket.version",
    ],
    ["GET", NONE, [["sec-websocket-version", "13"]], "websocket.key"],
    ["GET", NONE, [...GOOD, ["sec-websocket-key", KEY]], "websocket.key"],
    [
      "GET",
      NONE,
      [
        ["sec-websocket-version", "13"],
        ["sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ"],
      ],
      "websocket.key",
    ],
    [
      "GET",
      NONE,
      [
        ["sec-websocket-version", "13"],
        ["sec-websocket-key", "dGhlIHNhbXBsZSBub25jZR=="],
      ],
      "websocket.key",
    ],
    ["GET", NONE, [...GOOD, ["sec-websocket-protocol", "a,,b"]], "websocket.protocol"],
    ["GET", NONE, [...GOOD, ["sec-websocket-protocol", "a, a"]], "websocket.protocol"],
    ["GET", NONE, [...GOOD, ["sec-websocket-protocol", "\u00a0a"]], "websocket.protocol"],
    ["GET", NONE, [...GOOD, ["sec-websocket-accept", "x"]], "websocket.accept"],
  ];
  for (const [method, framing, fields, code] of rows)
    assert.equal(checkOpening(method, framing, fieldsOf(fields))?.findings[0]?.code ?? null, code, JSON.stringify([method, fields]));
  assert.equal(rows.length, 18);
  const refusal = checkOpening("GET", NONE, fieldsOf([["sec-websocket-key", KEY]]));
  assert.deepEqual([refusal?.problem.status, refusal?.problem.headers], [426, [["sec-websocket-version", "13"]]]);
});

test("subprotocols are offered in order, at most 32", () => {
  assert.deepEqual(offeredProtocols(fieldsOf([["sec-websocket-protocol", "b , a"]])), ["b", "a"]);
  assert.deepEqual(offeredProtocols(fieldsOf([])), []);
  const many = Array.from({ length: 33 }, (_, index) => `p${index}`);
  assert.equal(offeredProtocols(fieldsOf([["sec-websocket-protocol", many.join(",")]])), null);
  assert.equal(offeredProtocols(fieldsOf([["sec-websocket-protocol", many.slice(1).join(",")]]))?.length, 32);
});

test("a server proves that it read this key, and uses nothing that was not offered", () => {
  const accept = ["sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="] as const;
  const request = fieldsOf([...GOOD, ["sec-websocket-protocol", "a, b"], ["sec-websocket-extensions", "permessage-deflate"]]);
  const rows: readonly (readonly [fields: Pairs, fault: RegExp | null])[] = [
    [[accept], null],
    [[accept, ["sec-websocket-protocol", "b"]], null],
    [[], /accept key/u],
    [[["sec-websocket-accept", "s3pplmbitxaq9kygzzhzrbk+xoo="]], /accept key/u],
    [[accept, accept], /accept key/u],
    [[accept, ["sec-websocket-extensions", "permessage-deflate"]], /extension/u],
    [[accept, ["sec-websocket-protocol", "c"]], /subprotocol/u],
    [[accept, ["sec-websocket-protocol", "A"]], /subprotocol/u],
    [[accept, ["sec-websocket-protocol", "a"], ["sec-websocket-protocol", "b"]], /subprotocol/u],
    [[accept, ["sec-websocket-protocol", "a, b"]], /subprotocol/u],
  ];
  for (const [fields, fault] of rows) {
    const found = checkAccepted(request, fieldsOf(fields), sha1);
    if (fault === null) assert.equal(found, null);
    else assert.match(found ?? "", fault);
  }
  assert.equal(rows.length, 10);
});
