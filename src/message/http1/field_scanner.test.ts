import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf, pairsOf } from "../../../test/support/http1_events.ts";
import { latin1Text } from "../latin1.ts";
import { type FieldLimits, FieldScanner, NEED_MORE, REFUSED } from "./field_scanner.ts";

const LIMITS: FieldLimits = { sectionBytes: 20_000, fieldBytes: 10_000, fieldCount: 100, overSection: "head_too_large" };

test("a section is read to its empty line, wherever it starts and moves", () => {
  const scanner = new FieldScanner(LIMITS);
  const text = "start\r\nA: 1\r\nHost: b\r\n\r\nrest";
  const bytes = bytesOf(text);
  scanner.begin(7);
  for (let end = 0; end < 24; end += 1) {
    const moved = bytesOf(`${".".repeat(end)}${text}`);
    assert.equal(scanner.scan(moved, end, end + end), NEED_MORE);
  }
  assert.equal(scanner.scan(bytes, 0, bytes.length), 24);
  assert.deepEqual(pairsOf(scanner.toFields(latin1Text(bytes, 0, 24), 0)), [
    ["a", "1"],
    ["host", "b"],
  ]);
});

test("a refusal tells its reason, and a new section forgets it", () => {
  const scanner = new FieldScanner(LIMITS);
  scanner.begin(0);
  assert.equal(scanner.scan(bytesOf("A\0"), 0, 2), REFUSED);
  assert.equal(scanner.code, "field_name_malformed");
  scanner.begin(0);
  assert.equal(scanner.scan(bytesOf("\r\n"), 0, 2), 2);
  assert.equal(scanner.count, 0);
});

test("each byte is looked at a bounded number of times, however the section comes", () => {
  const sections = [
    `X: ${"a".repeat(8000)}\r\n\r\n`,
    `${"x".repeat(8000)}: 1\r\n\r\n`,
    `X:${" ".repeat(8000)}\r\n\r\n`,
    `${"A: b\r\n".repeat(90)}\r\n`,
    `X: a${" \t".repeat(4000)}\r\n\r\n`,
  ];
  for (const section of sections) {
    let reads = 0;
    const bytes = new Proxy(bytesOf(section), {
      get(target, key) {
        reads += 1;
        return Reflect.get(target, key, target);
      },
    });
    const scanner = new FieldScanner(LIMITS);
    scanner.begin(0);
    let size = NEED_MORE;
    for (let end = 1; end <= section.length; end += 1) size = scanner.scan(bytes, 0, end);
    assert.equal(size, section.length);
    assert.ok(reads <= 6 * section.length, `${reads} reads of ${section.length} bytes`);
  }
  assert.equal(sections.length, 5);
});
