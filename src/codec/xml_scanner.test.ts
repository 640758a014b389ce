import assert from "node:assert/strict";
import { test } from "node:test";
import { XmlScanner } from "./xml_scanner.ts";

test("a name has at most one colon, and something on both sides of it", () => {
  const rows: readonly (readonly [text: string, name: object | null, at: number])[] = [
    ["a>", { prefix: "", local: "a" }, 1],
    ["a:b/>", { prefix: "a", local: "b" }, 3],
    ["a:b:c", null, 3],
    [":a", null, 0],
    ["a:", null, 2],
    ["1a", null, 0],
    ["", null, 0],
  ];
  for (const [text, name, at] of rows) {
    const scanner = new XmlScanner(text);
    assert.deepEqual([scanner.name(), scanner.at], [name, at], text);
  }
  assert.equal(rows.length, 7);
});

test("a name is at most 255 characters long", () => {
  assert.notEqual(new XmlScanner("a".repeat(255)).name(), null);
  assert.equal(new XmlScanner("a".repeat(256)).name(), null);
});

test("an attribute takes either quote, blanks around the sign and the five references", () => {
  const scanner = new XmlScanner(`a = '"1' x:b="&lt;&#65;"`);
  assert.deepEqual(scanner.attribute(), { prefix: "", local: "a", value: '"1' });
  assert.equal(scanner.skipBlanks(), true);
  assert.deepEqual(scanner.attribute(), { prefix: "x", local: "b", value: "<A" });
  assert.equal(scanner.skipBlanks(), false);
});

test("what is missing or not allowed in an attribute gives none, and an entity is told apart", () => {
  const rows: readonly (readonly [text: string, entity: boolean])[] = [
    ["a", false],
    ["a=1", false],
    ["a='1", false],
    ["a='<'", false],
    ["a='&x;'", true],
  ];
  for (const [text, entity] of rows) {
    const scanner = new XmlScanner(text);
    assert.deepEqual([scanner.attribute(), scanner.entity], [null, entity], text);
  }
  assert.equal(rows.length, 5);
});
