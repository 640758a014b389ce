import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf, NO_FIELDS } from "../headers.ts";
import { toFieldLines } from "../http1/serialise.ts";
import { toHttp2Response, toHttp2Trailers } from "./response_fields.ts";

const NOTHING = { drop: { has: () => false }, lines: null, set: [], framing: { kind: "none" }, id: "1" } as const;

test("the status is first, names are lower case, and nothing of a connection goes on", () => {
  const base = fieldsOf([
    ["Content-Type", "text/plain"],
    ["Connection", "keep-alive"],
    ["Keep-Alive", "timeout=5"],
    ["Transfer-Encoding", "chunked"],
    ["Content-Length", "9"],
    ["Set-Cookie", "a=1"],
    ["Set-Cookie", "b=2"],
    ["X-Gone", "1"],
    ["X-Replaced", "1"],
  ]);
  const list = toHttp2Response({
    ...NOTHING,
    status: 200,
    base,
    drop: new Set(["x-gone"]),
    set: [
      ["x-replaced", "2"],
      ["connection", "close"],
    ],
    lines: toFieldLines([["x-own", "3"]]),
    framing: { kind: "length", bytes: 2 },
  });
  const expected =
    ":status 200 content-length 2 content-type text/plain set-cookie a=1 set-cookie b=2 x-replaced 2 x-own 3 x-request-id 1".split(" ");
  assert.deepEqual(list, expected);
});

test("what frames itself in HTTP/2 has no field of framing", () => {
  for (const kind of ["chunked", "close", "none"] as const)
    assert.deepEqual(toHttp2Response({ ...NOTHING, status: 204, base: NO_FIELDS, framing: { kind } }), [
      ":status",
      "204",
      "x-request-id",
      "1",
    ]);
});

test("what can't stand in a head is an error before anything leaves", () => {
  for (const status of [101, 199, 600, 200.5, Number.NaN])
    assert.throws(() => toHttp2Response({ ...NOTHING, status, base: NO_FIELDS }), TypeError, String(status));
  for (const [name, value] of [
    ["X-A", "b"],
    ["x a", "b"],
    [":status", "200"],
    ["x-a", "b\r\nc"],
    ["x-a", " b"],
    ["content-length", "1"],
  ] as const)
    assert.throws(() => toHttp2Response({ ...NOTHING, status: 200, base: NO_FIELDS, set: [[name, value]] }), TypeError, name);
});

test("trailers bear nothing that would change what was judged", () => {
  const fields = fieldsOf([
    ["Grpc-Status", "0"],
    ["Set-Cookie", "a=1"],
    ["Content-Length", "1"],
    ["Connection", "close"],
    ["X-Sum", "1"],
    ["X-Sum", "2"],
  ]);
  assert.deepEqual({ ...toHttp2Trailers(fields) }, { "grpc-status": ["0"], "x-sum": ["1", "2"] });
});
