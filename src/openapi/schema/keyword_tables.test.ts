import assert from "node:assert/strict";
import { test } from "node:test";
import { planOf } from "../../../test/support/validate.ts";
import { assertsElsewhere, KEYWORD_TABLES, knownKeywords, meantKeyword, REFERENCE_ALONE } from "./keyword_tables.ts";

test("no keyword has two rows, and every row's keywords are known", () => {
  for (const [dialect, rows] of [
    ["swagger-2.0", KEYWORD_TABLES["swagger-2.0"]],
    ["openapi-3.0", KEYWORD_TABLES["openapi-3.0"]],
    ["2020-12", KEYWORD_TABLES["2020-12"]],
    ["openapi-3.1", KEYWORD_TABLES["openapi-3.1"]],
    ["draft-04", KEYWORD_TABLES["draft-04"]],
  ] as const) {
    const keywords = rows.flatMap((row) => row.keywords);
    assert.equal(new Set(keywords).size, keywords.length, dialect);
    assert.ok(keywords.every((keyword) => knownKeywords(dialect).has(keyword)));
  }
  assert.deepEqual(
    REFERENCE_ALONE.map((row) => row.keywords),
    [["$ref"]],
  );
});

test("a keyword of another version is a warning, an unknown one only under strict reading an error", () => {
  assert.ok(assertsElsewhere("nullable") && assertsElsewhere("patternProperties") && !assertsElsewhere("title"));
  assert.ok("validate" in planOf({ nullable: true, "x-own": 1 }));
  const strict = planOf({ maximun: 3, title: "t", "x-own": 1, $comment: "c" }, { unknownKeyword: "error" });
  assert.ok(!("validate" in strict));
  assert.deepEqual(
    strict.map(({ pointer }) => pointer),
    ["/maximun"],
  );
});

test("a misspelt keyword finds the one that was meant, a describing one of somebody's own none", () => {
  const rows: readonly (readonly [keyword: string, meant: string | null])[] = [
    ["maxLenght", "maxLength"],
    ["max_length", "maxLength"],
    ["maxlength", "maxLength"],
    ["aditionalProperties", "additionalProperties"],
    ["patern", "pattern"],
    ["requird", "required"],
    ["count", null],
    ["note", null],
    ["displayName", null],
    ["markdownDescription", null],
    ["units", null],
  ];
  for (const [keyword, meant] of rows) assert.equal(meantKeyword(keyword), meant, keyword);
  assert.equal(rows.length, 11);
});
