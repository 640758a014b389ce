import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { nodeAddress, parseForwarded } from "./forwarded_field.ts";

const element = (text: string | null, rest: { host?: string; proto?: string } = {}) => ({
  for: text,
  host: rest.host ?? null,
  proto: rest.proto ?? null,
});

test("the examples of RFC 7239 section 4 are read", () => {
  assert.deepEqual(parseForwarded('for="_gazonk"'), [element("_gazonk")]);
  assert.deepEqual(parseForwarded('For="[2001:db8:cafe::17]:4711"'), [element("[2001:db8:cafe::17]:4711")]);
  assert.deepEqual(parseForwarded("for=192.0.2.60;proto=http;by=203.0.113.43"), [element("192.0.2.60", { proto: "http" })]);
  assert.deepEqual(parseForwarded("for=192.0.2.43, for=198.51.100.17"), [element("192.0.2.43"), element("198.51.100.17")]);
  assert.deepEqual(parseForwarded('for=1.1.1.1; host="a:1" , ,for=unknown'), [element("1.1.1.1", { host: "a:1" }), element("unknown")]);
  assert.deepEqual(parseForwarded(" , "), []);
});

test("what breaks the grammar is no field", () => {
  const bad = [
    "for",
    "for=",
    "=x",
    "for =x",
    "for= x",
    'for="x',
    "for=[::1]",
    "for=1.2.3.4:80",
    "for=a;for=b",
    "for=a b",
    'for="a"b',
    "for=a;FOR=b",
    "for=a;;=b",
    "\0",
  ];
  for (const text of bad) assert.equal(parseForwarded(text), null, text);
  assert.equal(bad.length, 14);
});

test("a node is an address, with or without a port, or none", () => {
  const rows: readonly (readonly [string, string | null])[] = [
    ["192.0.2.1", "192.0.2.1"],
    ["192.0.2.1:4711", "192.0.2.1"],
    ["192.0.2.1:_port", "192.0.2.1"],
    ["2001:DB8::1", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["[2001:db8::1]:80", "2001:db8::1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["unknown", null],
    ["_hidden", null],
    ["", null],
    ["[192.0.2.1]", null],
    ["[2001:db8::1", null],
    ["[2001:db8::1]80", null],
    ["192.0.2.1:", null],
    ["192.0.2.1:123456", null],
    ["192.0.2.1:8x", null],
    ["192.0.2.01", null],
  ];
  for (const [node, expected] of rows) assert.equal(nodeAddress(node), expected, node);
  assert.equal(rows.length, 17);
});

test("any text is read or is no field, and never more elements than commas allow", () => {
  const piece = fc.constantFrom("for", "=", '"', ";", ",", " ", "\\", "1.2.3.4", "[::1]", "proto=http", "\u00ff");
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 12 }), (text) => {
      const elements = parseForwarded(text);
      if (elements !== null) assert.ok(elements.length <= text.split(",").length);
    }),
  );
});
