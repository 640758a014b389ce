import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyParts, verdictOn } from "../../../test/support/judge_body.ts";
import { DEFAULT_JSON_LIMITS } from "../../codec/json/json_limits.ts";
import { compileXmlBody, compileXmlValue } from "./xml_body.ts";

test("XML is parsed, read by the schema's names and held to it", () => {
  const parts = bodyParts({
    schema: { type: "object", properties: { a: { type: "integer" } } },
    scope: { json: { ...DEFAULT_JSON_LIMITS, maxBytes: 60, maxDepth: 3 } },
  });
  const judge = compileXmlBody(parts);
  const rows = [
    ["<r><a>1</a></r>", ""],
    ["<r><a>x</a></r>", "invalid: schema.type body:/a"],
    ["<r><a>1</a><a>2</a></r>", "malformed: parameter.repeated body:/a"],
    ["<r>", "malformed: xml.syntax body"],
    ["<!DOCTYPE r><r/>", "malformed: xml.document_type body"],
    ["<r><a><b><c/></b></a></r>", "malformed: xml.too_deep body"],
    [`<r>${" ".repeat(60)}</r>`, "too_large: json.too_large body"],
  ] as const;
  for (const [body, verdict] of rows) assert.equal(verdictOn(judge, body), verdict, body);
  assert.equal(rows.length, 7);
  assert.equal(verdictOn(judge, "<r/>", "text/xml", 2), "exhausted: xml.budget body");
  const value = compileXmlValue(parts);
  assert.equal(
    verdictOn((bytes, _media, judgement) => assert.equal(value(bytes, judgement, "/p"), undefined), "<r>"),
    "malformed: xml.syntax body:/p",
  );
});
