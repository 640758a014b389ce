import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf, NO_FIELDS } from "../headers.ts";
import type { RequestHead } from "../http1/serialise.ts";
import { toFieldLines } from "../http1/serialise.ts";
import { toHttp2Request } from "./upstream_fields.ts";

const HEAD: RequestHead = {
  method: "POST",
  target: "/a?b=c",
  host: "api.test:8443",
  framing: { kind: "length", bytes: 3 },
  base: NO_FIELDS,
  drop: { has: () => false },
  set: [],
};

test("pseudo-headers first, the length as it was understood, and nothing of the client's connection", () => {
  const base = fieldsOf([
    ["Host", "other.test"],
    ["Content-Length", "9"],
    ["Transfer-Encoding", "chunked"],
    ["Connection", "x-a"],
    ["Upgrade", "h2c"],
    ["TE", "gzip"],
    ["Expect", "100-continue"],
    ["X-A", "1"],
    ["X-Gone", "1"],
    ["X-Replaced", "1"],
  ]);
  const list = toHttp2Request(
    {
      ...HEAD,
      base,
      drop: new Set(["x-gone"]),
      set: [
        ["x-replaced", "2"],
        ["connection", "close"],
      ],
      lines: toFieldLines([["forwarded", "for=a"]]),
    },
    "https",
    true,
  );
  assert.deepEqual(
    list,
    ":method POST :scheme https :authority api.test:8443 :path /a?b=c content-length 3 te trailers x-a 1 x-replaced 2 forwarded for=a".split(
      " ",
    ),
  );
});

test("content of unknown length has no field of framing, and trailers are asked for only where they are passed on", () => {
  const list = toHttp2Request({ ...HEAD, method: "GET", framing: { kind: "chunked" } }, "http", false);
  assert.deepEqual(list, [":method", "GET", ":scheme", "http", ":authority", "api.test:8443", ":path", "/a?b=c"]);
});

test("what can't stand in a head is an error before anything leaves", () => {
  for (const wrong of [
    { method: "GET /evil" },
    { method: "" },
    { target: "/a b" },
    { target: "" },
    { host: "" },
    { host: "a\r\nx: y" },
    { set: [["x-a", "b\r\nc"]] },
    { set: [["X-A", "b"]] },
    { set: [["host", "b"]] },
  ] as const)
    assert.throws(() => toHttp2Request({ ...HEAD, ...wrong }, "http", false), TypeError, JSON.stringify(wrong));
});
