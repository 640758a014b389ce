import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_JSON_LIMITS } from "./json_limits.ts";
import { parseJsonNumber, scanNumber } from "./json_number.ts";
import { JsonNumber } from "./json_value.ts";

test("a scan stops at the first character that can't belong to the number", () => {
  assert.deepEqual(scanNumber("[-1.5e+3]", 1, DEFAULT_JSON_LIMITS), { ok: true, value: -1500, end: 8 });
  assert.deepEqual(scanNumber("1x", 0, DEFAULT_JSON_LIMITS), { ok: true, value: 1, end: 1 });
  assert.deepEqual(scanNumber("1.x", 0, DEFAULT_JSON_LIMITS), { ok: false, code: "json.syntax", end: 2 });
  assert.deepEqual(scanNumber("-", 0, DEFAULT_JSON_LIMITS), { ok: false, code: "json.syntax", end: 1 });
});

test("a whole text is a number in JSON's grammar only", () => {
  const numbers: readonly string[] = ["0", "-0", "12", "1.50", "1e3", "1E-3", "0.0", "0e10"];
  for (const text of numbers) assert.equal(parseJsonNumber(text, DEFAULT_JSON_LIMITS), Number(text), text);
  const others = ["", " 1", "1 ", "+1", "01", ".5", "5.", "0x10", "1_000", "Infinity", "NaN", "1e", "--1", "1e9999", "٣", "9".repeat(41)];
  for (const text of others) assert.equal(parseJsonNumber(text, DEFAULT_JSON_LIMITS), null, text);
  assert.equal(numbers.length + others.length, 24);
});

test("int64 beyond the doubles keeps its text", () => {
  assert.deepEqual(parseJsonNumber("9223372036854775807", DEFAULT_JSON_LIMITS), new JsonNumber("9223372036854775807", 2 ** 63));
});
