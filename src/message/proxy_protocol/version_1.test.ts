import assert from "node:assert/strict";
import { test } from "node:test";
import { readProxyHeader } from "./read_header.ts";
import type { ProxyRead } from "./proxy_header.ts";

const read = (text: string): ProxyRead => readProxyHeader(new TextEncoder().encode(text));

/** `source destination`, or what else it came to. */
function outcome(text: string): string {
  const result = read(text);
  if (result.kind !== "header") return result.kind === "more" ? "more" : result.why;
  const { ends, bytes, version } = result.header;
  assert.deepEqual([version, bytes], [1, text.indexOf("\n") + 1]);
  return ends === null ? "no ends" : `${ends.source.address} ${ends.source.port} ${ends.destination.address} ${ends.destination.port}`;
}

/** 107 bytes: the longest that the specification allows. */
const LONGEST = "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n";
const WORST = "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n";

const ROWS: readonly (readonly [text: string, outcome: string])[] = [
  ["PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255 65535 255.255.255.255 65535"],
  ["PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\nGET / HTTP/1.1\r\n", "192.168.0.1 56324 192.168.0.11 443"],
  ["PROXY TCP4 192.0.2.1 192.0.2.2 0 0\r\n", "192.0.2.1 0 192.0.2.2 0"],
  ["PROXY TCP6 2001:DB8::1 ::1 1 2\r\n", "2001:db8::1 1 ::1 2"],
  ["PROXY TCP6 ::ffff:192.0.2.1 ::1 1 2\r\n", "192.0.2.1 1 ::1 2"],
  [WORST, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535"],
  ["PROXY UNKNOWN\r\n", "no ends"],
  [LONGEST, "no ends"],
  [`PROXY UNKNOWN ${"x".repeat(91)}\r\n`, "no ends"],
  [`PROXY UNKNOWN ${"x".repeat(92)}\r\n`, "too_large"],
  ["PROXY UNKNOWNX\r\n", "malformed"],
  ["PROXY UNKNOWN \u0001\r\n", "malformed"],
  ["PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n", "malformed"],
  ["PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\r\n", "malformed"],
  ["PROXY TCP4 192.0.2.1\r192.0.2.2 1 2\r\n", "malformed"],
  ["PROXY TCP4  192.0.2.1 192.0.2.2 1 2\r\n", "malformed"],
  ["PROXY TCP4\t192.0.2.1 192.0.2.2 1 2\r\n", "malformed"],
  ["PROXY TCP4 192.0.2.1 192.0.2.2 1 2 \r\n", "malformed"],
  ["PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n", "malformed"],
  ["PROXY TCP4 192.0.2.1 192.0.2.2 01 2\r\n", "malformed"],
  ["PROXY TCP4 192.0.2.1 192.0.2.2 1 65536\r\n", "malformed"],
  ["PROXY TCP4 192.0.2.1 192.0.2.2 +1 2\r\n", "malformed"],
  ["PROXY TCP4 192.0.2.01 192.0.2.2 1 2\r\n", "malformed"],
  ["PROXY TCP4 192.0.2.256 192.0.2.2 1 2\r\n", "malformed"],
  ["PROXY TCP4 ::1 ::1 1 2\r\n", "malformed"],
  ["PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n", "malformed"],
  ["PROXY TCP5 192.0.2.1 192.0.2.2 1 2\r\n", "malformed"],
  ["PROXY tcp4 192.0.2.1 192.0.2.2 1 2\r\n", "malformed"],
  ["PROXY \r\n", "malformed"],
  ["proxy TCP4 192.0.2.1 192.0.2.2 1 2\r\n", "not_proxied"],
  [" PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", "not_proxied"],
  ["PROXYTCP4", "not_proxied"],
  ["GET / HTTP/1.1\r\n", "not_proxied"],
  ["P", "more"],
  ["", "more"],
];

test("a line of version 1", () => {
  for (const [text, expected] of ROWS) assert.equal(outcome(text), expected, JSON.stringify(text));
  assert.equal(ROWS.length, 35);
});

test("every part of a line asks for more, and what follows is left alone", () => {
  for (const [text, expected] of ROWS) {
    if (expected.includes("_") || expected === "malformed" || expected === "more") continue;
    const end = text.indexOf("\n") + 1;
    for (let length = 0; length < end; length += 1) assert.equal(outcome(text.slice(0, length)), "more", text.slice(0, length));
    assert.equal(outcome(`${text.slice(0, end)}PROXY TCP4 10.0.0.1 10.0.0.1 1 1\r\n`), expected);
  }
});

test("a line that does not end is refused at its bound", () => {
  assert.equal(outcome(`PROXY UNKNOWN ${"x".repeat(92)}`), "more");
  assert.equal(outcome(`PROXY UNKNOWN ${"x".repeat(93)}`), "too_large");
});
