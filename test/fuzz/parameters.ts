/** Parameters of every style: never throw, say a bounded number of things, and cost a bounded number of steps per character. */
import assert from "node:assert/strict";
import { DEFAULT_BUDGET_STEPS, WorkBudget } from "../../src/kernel/budget.ts";
import { MAX_REQUEST_FINDINGS } from "../../src/openapi/judgement.ts";
import { isFieldValue } from "../../src/message/byte_class.ts";
import { judgeParameters, parametersOf, type ParameterSketch } from "../support/judge_parameters.ts";
import { latin1Text } from "../support/latin1_text.ts";
import type { FuzzTarget } from "./target.ts";

const any = [
  { type: "string", maxLength: 3 },
  { type: "array", items: { type: ["integer", "boolean", "null"] } },
  { type: "object", properties: { a: { type: "number" }, b: { type: "array", items: { type: "string" } } } },
];
const styles: readonly ParameterSketch[] = [
  { in: "path", style: "simple" },
  { in: "path", style: "label", explode: true },
  { in: "path", style: "matrix", explode: true },
  { in: "query", style: "form", explode: true },
  { in: "query", style: "form", explode: false },
  { in: "query", style: "pipeDelimited", explode: false },
  { in: "query", style: "deepObject" },
  { in: "query", media: "application/json" },
  { in: "querystring", media: "application/json" },
  { in: "header", explode: true },
  { in: "cookie", style: "form" },
  { in: "cookie", style: "cookie" },
];
const scopes = styles.flatMap((style) =>
  [...any, { anyOf: any }].map((schema) => ({ style, scope: parametersOf([{ ...style, name: "p", schema }]) })),
);
const WELL_FORMED = /^(?:[^%]|%[0-9A-Fa-f]{2})*$/u;

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return WELL_FORMED.test(text);
  } catch {
    return false;
  }
}

export const target: FuzzTarget = {
  name: "parameters",
  run(bytes) {
    const text = latin1Text(bytes);
    for (const { style, scope } of scopes) {
      // The router and the head's parser let nothing else through.
      if (style.in === "path" && !isDecodable(text)) continue;
      if ((style.in === "header" || style.in === "cookie") && !isFieldValue(text)) continue;
      const budget = new WorkBudget(DEFAULT_BUDGET_STEPS);
      const source =
        style.in === "path"
          ? { path: { p: text } }
          : style.in === "header"
            ? { headers: [["p", text]] as const }
            : style.in === "cookie"
              ? { headers: [["cookie", `p=${text}`]] as const }
              : { query: text };
      const judgement = judgeParameters(scope, { ...source, budget });
      assert.ok(judgement.findings.length <= MAX_REQUEST_FINDINGS);
      assert.ok(budget.spent <= 2_000 + 200 * text.length, `${budget.spent} steps for ${text.length} characters`);
    }
  },
};
