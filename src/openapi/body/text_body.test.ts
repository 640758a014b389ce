import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyParts, verdictOn } from "../../../test/support/judge_body.ts";
import { compileOpaqueBody, compileTextBody } from "./text_body.ts";

test("text is UTF-8 without NUL, of the schema's type", () => {
  const judge = compileTextBody(bodyParts({ schema: { type: "string", maxLength: 2 } }));
  assert.equal(verdictOn(judge, "éé"), "");
  assert.equal(verdictOn(judge, "abc"), "invalid: schema.max_length body");
  assert.equal(verdictOn(judge, "a\0"), "malformed: parameter.nul body");
  assert.equal(verdictOn(judge, Uint8Array.of(0xc0, 0xaf)), "malformed: text.encoding body");
});

test("bytes are a string of octets", () => {
  const judge = compileOpaqueBody(bodyParts({ schema: { type: "string", maxLength: 2 } }));
  assert.equal(verdictOn(judge, Uint8Array.of(0xff, 0)), "");
  assert.equal(verdictOn(judge, "é1"), "invalid: schema.max_length body");
});
