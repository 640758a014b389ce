import assert from "node:assert/strict";
import { test } from "node:test";
import type { Issue } from "../../kernel/issue.ts";
import { toSarif } from "./sarif.ts";

const ISSUE: Issue = { severity: "error", code: "b", message: "is wrong", file: "/p/x.yaml", pointer: "/a", line: 3, column: 7 };

test("each issue is a result with its rule, level and place (SARIF 2.1.0 sections 3.27 and 3.30)", () => {
  const log: unknown = JSON.parse(
    toSarif(
      [ISSUE, { ...ISSUE, severity: "note", code: "a", pointer: "", line: null, column: null }, { ...ISSUE, file: null }],
      () => "x.yaml",
    ),
  );
  assert.deepEqual(log, {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "portcullis", rules: [{ id: "a" }, { id: "b" }] } },
        results: [
          {
            ruleId: "b",
            level: "error",
            message: { text: "is wrong (/a)" },
            locations: [{ physicalLocation: { artifactLocation: { uri: "x.yaml" }, region: { startLine: 3, startColumn: 7 } } }],
          },
          {
            ruleId: "a",
            level: "note",
            message: { text: "is wrong" },
            locations: [{ physicalLocation: { artifactLocation: { uri: "x.yaml" } } }],
          },
          { ruleId: "b", level: "error", message: { text: "is wrong (/a)" }, locations: [] },
        ],
      },
    ],
  });
});
