import assert from "node:assert/strict";
import { test } from "node:test";
import type { Issue } from "../../kernel/issue.ts";
import { toSarif } from "./sarif.ts";

const ISSUE: Issue = { severity: "error", code: "x.y", message: "m", file: "/w/f.yaml", pointer: "/a", line: 3, column: 5 };

test("a result names its rule, level and region, and each rule stands once", () => {
  const issues: readonly Issue[] = [
    ISSUE,
    { ...ISSUE, severity: "note", line: null, column: null },
    { ...ISSUE, code: "a.b", file: null, pointer: "" },
  ];
  const log: unknown = JSON.parse(toSarif(issues, (file) => file.slice(3)));
  assert.deepEqual(log, {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "portcullis", rules: [{ id: "a.b" }, { id: "x.y" }] } },
        results: [
          {
            ruleId: "x.y",
            level: "error",
            message: { text: "m (/a)" },
            locations: [{ physicalLocation: { artifactLocation: { uri: "f.yaml" }, region: { startLine: 3, startColumn: 5 } } }],
          },
          {
            ruleId: "x.y",
            level: "note",
            message: { text: "m (/a)" },
            locations: [{ physicalLocation: { artifactLocation: { uri: "f.yaml" } } }],
          },
          { ruleId: "a.b", level: "error", message: { text: "m" }, locations: [] },
        ],
      },
    ],
  });
});
