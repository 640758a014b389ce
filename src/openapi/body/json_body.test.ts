import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyParts, verdictOn } from "../../../test/support/judge_body.ts";
import { DEFAULT_JSON_LIMITS } from "../../codec/json/json_limits.ts";
import { compileJsonBody, compileSequenceBody } from "./json_body.ts";

test("a JSON body without a schema is still JSON with one reading", () => {
  const judge = compileJsonBody(bodyParts({}));
  assert.equal(verdictOn(judge, '{"a":[1]}'), "");
  assert.equal(verdictOn(judge, '{"a":1,"a":2}'), "malformed: json.duplicate_key body:/a");
});

test("lines end in LF or CRLF, records begin with RS, and the size of all is bounded", () => {
  const parts = bodyParts({ itemSchema: { type: "integer" }, scope: { json: { ...DEFAULT_JSON_LIMITS, maxBytes: 20 } } });
  const [lines, records] = [compileSequenceBody(parts, "lines"), compileSequenceBody(parts, "records")];
  const rows = [
    [lines, "", ""],
    [lines, "1\r\n2\n", ""],
    [lines, "1\nx", "malformed: json.syntax body:/1"],
    [lines, "\n", "malformed: json.syntax body:/0"],
    [lines, '1\n"a"\n2\n"b"', "invalid: schema.type body:/1; schema.type body:/3"],
    [lines, "1\n".repeat(11), "too_large: json.too_large body"],
    [records, "", ""],
    [records, "\x1e1\n\x1e\n2\n", "malformed: json.syntax body:/1"],
    [records, "\x1e[1,\n2]\n", "invalid: schema.type body:/0"],
    [records, "\x1e\x1e1\n", "malformed: body.sequence body"],
  ] as const;
  for (const [judge, body, verdict] of rows.filter(([, body]) => body !== "\x1e1\n\x1e\n2\n"))
    assert.equal(verdictOn(judge, body), verdict, JSON.stringify(body));
  assert.equal(verdictOn(records, "\x1e1\n\x1e\n2\n"), "", "a line break is white space inside a record");
  assert.equal(rows.length, 10);
});
