import assert from "node:assert/strict";
import { test } from "node:test";
import { FIELD, FRAMING_FIELDS, fieldId, hashStep, KNOWN_FIELDS, matchFieldName, mimicsKnownField } from "./field_names.ts";

function idOf(name: string, hashed = name.toLowerCase()): number {
  const bytes = Uint8Array.from(`..${name}`, (character) => character.charCodeAt(0));
  let hash = 0;
  for (const character of hashed) hash = hashStep(hash, character.charCodeAt(0));
  return matchFieldName(bytes, 2, bytes.length, hash);
}

test("every known name is found in any case, and stands once in the table", () => {
  assert.equal(new Set(KNOWN_FIELDS).size, KNOWN_FIELDS.length);
  for (const [id, name] of KNOWN_FIELDS.entries()) {
    assert.equal(idOf(name), id);
    assert.equal(idOf(name.toUpperCase()), id);
    assert.equal(fieldId(name), id);
  }
  assert.ok(KNOWN_FIELDS.length > 100 && KNOWN_FIELDS.length < 128);
});

test("the fields of framing are the first rows", () => {
  const names = ["host", "content-length", "transfer-encoding", "connection", "expect", "upgrade"];
  assert.deepEqual(KNOWN_FIELDS.slice(0, FRAMING_FIELDS), names);
  assert.deepEqual(Object.values(FIELD), [0, 1, 2, 3, 4, 5]);
});

test("a name of the same hash is not taken for a known one", () => {
  assert.equal(idOf("hosu", "host"), -1);
  assert.equal(idOf("hos", "host"), -1);
  assert.equal(fieldId("x-unknown"), -1);
});

test("symbols that differ from others by the case bit are not folded", () => {
  // `^` 0x5e and `~` 0x7e, `@` and backtick: only letters have case.
  assert.equal(idOf("content\rlength", "content-length"), -1);
});

test("underscores for hyphens mimic a known name only where the result is one", () => {
  assert.equal(mimicsKnownField("content_length"), true);
  assert.equal(mimicsKnownField("x-forwarded_for"), true);
  assert.equal(mimicsKnownField("api_key"), false);
  assert.equal(mimicsKnownField("content-length"), false);
});
