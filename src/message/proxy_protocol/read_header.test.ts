import assert from "node:assert/strict";
import { test } from "node:test";
import { readProxyHeader } from "./read_header.ts";

/** The examples of HAProxy's specification: section 2.1, and section 2.2 by its table. */
const V1 = Buffer.from("PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n");
const V2 = Buffer.concat([
  Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1"),
  Buffer.from([0x21, 0x11, 0, 12, 192, 168, 0, 1, 192, 168, 0, 11, 0xdc, 0x04, 0x01, 0xbb]),
]);

test("either version by its signature, told at its last byte and not before", () => {
  for (const [version, bytes] of [
    [1, V1],
    [2, V2],
  ] as const) {
    for (let length = 0; length < bytes.length; length++) assert.deepEqual(readProxyHeader(bytes.subarray(0, length)), { kind: "more" });
    const read = readProxyHeader(Buffer.concat([bytes, Buffer.from("GET / HTTP/1.1\r\n")]));
    assert.ok(read.kind === "header");
    assert.deepEqual([read.header.version, read.header.bytes], [version, bytes.length]);
    assert.deepEqual(read.header.ends, {
      source: { address: "192.168.0.1", port: 56_324 },
      destination: { address: "192.168.0.11", port: 443 },
    });
  }
});

test("what begins with neither signature is no header, by the first byte that differs", () => {
  const rows = ["G", "PRI * HTTP/2.0", "PROXX", "PROXYTCP4", "proxy ", "\r\n\r\n\0\r\nQUIX", "\n", "\x16\x03\x01"];
  for (const text of rows) {
    const bytes = Buffer.from(text, "latin1");
    assert.deepEqual(readProxyHeader(bytes), { kind: "refused", why: "not_proxied" }, JSON.stringify(text));
  }
  assert.equal(rows.length, 8);
  // `PRI`, the first bytes of HTTP/2, shares two with `PROXY`.
  assert.deepEqual(readProxyHeader(Buffer.from("PR")), { kind: "more" });
  assert.deepEqual(readProxyHeader(Buffer.from("PRI")), { kind: "refused", why: "not_proxied" });
});
