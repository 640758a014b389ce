import assert from "node:assert/strict";
import { DEFAULT_JSON_LIMITS } from "../../src/codec/json/json_limits.ts";
import { parseJson } from "../../src/codec/json/parse_json.ts";
import { WorkBudget } from "../../src/kernel/budget.ts";
import { MAX_ERRORS } from "../../src/openapi/schema/schema_error.ts";
import { planOf } from "../support/validate.ts";
import type { FuzzTarget } from "./target.ts";

/** Recursion through alternatives, references, collectors and every scanner: what a plan may meet at once. */
const NODE = {
  anyOf: [
    { type: "object", properties: { a: { $ref: "#" }, b: { $ref: "#" } }, required: ["a"] },
    {
      type: "object",
      properties: { a: { $ref: "#" } },
      patternProperties: { "^x": { format: "uri" } },
      unevaluatedProperties: { $ref: "#" },
    },
    { type: "array", items: { $ref: "#" }, uniqueItems: true, contains: { type: ["null", "number"] } },
    { type: ["string", "number", "null", "boolean"], pattern: "^(a+)+$|^.{0,20}$", multipleOf: 0.01 },
  ],
};
const plan = planOf(NODE);

/** Never throws, never more errors than the bound, and never more steps than the budget had. */
export const target: FuzzTarget = {
  name: "schema",
  run(bytes) {
    assert.ok("validate" in plan);
    const parsed = parseJson(bytes, DEFAULT_JSON_LIMITS, new WorkBudget(1_000_000));
    if (!parsed.ok) return;
    const first = plan.validate(parsed.value, { budget: new WorkBudget(1_000_000), direction: "request" });
    assert.ok(first.length <= MAX_ERRORS);
    assert.deepEqual(plan.validate(parsed.value, { budget: new WorkBudget(1_000_000), direction: "request" }), first);
  },
};
