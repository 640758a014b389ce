import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { target } from "../../test/fuzz/host_and_target.ts";
import { effectivePort, hostRefusal, parseHost, toHostText } from "./host.ts";

test("a host has one canonical name and its port", () => {
  const rows: readonly (readonly [string, string, number | null])[] = [
    ["localhost:8080", "localhost", 8080],
    ["API.Example.COM", "api.example.com", null],
    ["my_service:0", "my_service", 0],
    ["a.b-c.d:65535", "a.b-c.d", 65535],
    ["xn--bcher-kva.example", "xn--bcher-kva.example", null],
    ["127.0.0.1:1", "127.0.0.1", 1],
    ["[::1]", "[::1]", null],
    ["[2001:DB8:0::1]:443", "[2001:db8::1]", 443],
    ["[::ffff:10.0.0.1]:80", "10.0.0.1", 80],
    ["1and1.com", "1and1.com", null],
    ["0xg.0xag", "0xg.0xag", null],
  ];
  for (const [text, name, port] of rows) assert.deepEqual(parseHost(text), { name, port }, text);
  assert.equal(rows.length, 11);
});

test("a host with another reading, or none, is refused with 400 and the connection closed", () => {
  const bad = [
    "",
    ":80",
    "localhost:",
    "localhost:080",
    "localhost:65536",
    "localhost:8a",
    "localhost:-1",
    "localhost:123456",
    "localhost:00",
    "user@localhost",
    "user:pw@localhost",
    "localhost/path",
    "localhost?x",
    "a,b",
    "localhost:8080, other",
    "a b",
    "a\tb",
    "exa%6dple.com",
    "example.com.",
    ".",
    "..",
    "a..b",
    ".a",
    "-a.b",
    "a-.b",
    "a.-b",
    `${"a".repeat(64)}.b`,
    Array.from({ length: 130 }, () => "a").join("."),
    "127.1",
    "0x7f.1",
    "0x7f000001",
    "0x",
    "2130706433",
    "1.2.3.4.5",
    "a.1",
    "01.2.3.4",
    "256.1.1.1",
    "[",
    "[]",
    "[::1",
    "[::1]x",
    "[::1]:",
    "[1.2.3.4]",
    "[::1%eth0]",
    "[::1%25eth0]",
    "[v1.x]",
    "::1",
    "a:1:2",
    "b\u00fccher.de",
    "a\0b",
    "http://a",
    "a\\b",
    "a;b",
    "a'b",
    "*.a",
    "a\r\nb",
  ];
  for (const text of bad) {
    const host = parseHost(text);
    assert.ok("problem" in host, text);
    assert.deepEqual([host.problem.status, host.problem.code, host.problem.close], [400, "host_invalid", true]);
    assert.deepEqual([host.findings[0]?.code, host.findings[0]?.place], ["host.invalid", "header:host"]);
  }
  assert.equal(bad.length, 56);
});

test("a missing and a repeated Host are refused in their own words", () => {
  assert.equal(hostRefusal("missing", "m").problem.code, "host_missing");
  assert.equal(hostRefusal("repeated", "m").findings[0]?.code, "host.repeated");
});

test("the port that is meant follows the scheme", () => {
  assert.equal(effectivePort({ name: "a", port: null }, "https"), 443);
  assert.equal(effectivePort({ name: "a", port: null }, "http"), 80);
  assert.equal(effectivePort({ name: "a", port: 8080 }, "https"), 8080);
  assert.equal(toHostText({ name: "[::1]", port: 0 }), "[::1]:0");
});

test("any text: a canonical host is a fixed point that every URL reader takes", () => {
  const piece = fc.constantFrom("a", "B", "1", "0x", ".", "-", "_", ":", "80", "[", "]", "::1", "@", "/", "%", "127.0.0.1");
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 8 }), (text) => target.run(Buffer.from(text))),
    { numRuns: 1000 },
  );
  fc.assert(fc.property(fc.domain(), (text) => target.run(Buffer.from(text))));
});
