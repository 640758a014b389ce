import assert from "node:assert/strict";
import { test } from "node:test";
import { isUnicodeProperty, unicodeProperty } from "./unicode_property.ts";

test("a property is the set the standard lists, an unknown one is none", () => {
  assert.deepEqual(unicodeProperty("ASCII_Hex_Digit"), [0x30, 0x39, 0x41, 0x46, 0x61, 0x66]);
  assert.deepEqual(unicodeProperty("ASCII"), [0, 127]);
  assert.equal(unicodeProperty("Nonsense"), null);
  assert.equal(unicodeProperty("L}|{"), null);
});

test("whether a property exists is known without its set", () => {
  assert.deepEqual(["Lu", "Script=Greek", "Nonsense", "", "L}|{"].map(isUnicodeProperty), [true, true, false, false, false]);
});
