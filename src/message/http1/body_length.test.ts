import assert from "node:assert/strict";
import { test } from "node:test";
import { FIELD } from "../field_names.ts";
import { fieldsOf } from "../headers.ts";
import { fault, FramingFields, NO_BODY, readDeclaredLength } from "./body_length.ts";

const read = (minor: 0 | 1, ...pairs: (readonly [string, string])[]) => {
  const fields = fieldsOf(pairs);
  return readDeclaredLength(fields, new FramingFields(fields), minor);
};

test("one length, exactly chunked, or neither", () => {
  assert.deepEqual(read(1), NO_BODY);
  assert.deepEqual(read(0, ["Content-Length", "7"]), { kind: "length", bytes: 7 });
  assert.deepEqual(read(1, ["transfer-encoding", "CHUNKED"]), { kind: "chunked" });
});

test("two readings are none", () => {
  const te = "header:transfer-encoding";
  assert.deepEqual(read(1, ["content-length", "1"], ["transfer-encoding", "chunked"]), fault("length_and_chunked", te));
  assert.deepEqual(read(1, ["transfer-encoding", "chunked"], ["transfer-encoding", "chunked"]), fault("transfer_encoding_repeated", te));
  assert.deepEqual(read(1, ["transfer-encoding", "gzip"]), fault("transfer_encoding_unknown", te));
  assert.deepEqual(read(0, ["transfer-encoding", "chunked"]), fault("transfer_encoding_in_1_0", te));
  assert.deepEqual(read(1, ["content-length", "1"], ["content-length", "1"]), fault("content_length_repeated", "header:content-length"));
  assert.deepEqual(read(1, ["content-length", "1,1"]), fault("content_length_malformed", "header:content-length"));
});

test("framing fields are counted and found, and mimicry noticed", () => {
  const found = new FramingFields(
    fieldsOf([
      ["Host", "a"],
      ["Accept", "b"],
      ["HOST", "c"],
      ["X_Real_IP", "d"],
    ]),
  );
  assert.deepEqual([found.count[FIELD.host], found.index[FIELD.host], found.mimic], [2, 2, 3]);
  assert.deepEqual([found.has(FIELD.host), found.has(FIELD.expect)], [true, false]);
});
