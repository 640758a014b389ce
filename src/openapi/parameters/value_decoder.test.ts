import assert from "node:assert/strict";
import { test } from "node:test";
import { findingsOf, judgeParameters, type ParameterSketch, parametersOf } from "../../../test/support/judge_parameters.ts";
import { compileParameter } from "./compile_parameter.ts";

const judge = (sketch: ParameterSketch, query: string): string =>
  findingsOf(judgeParameters(parametersOf([{ name: "p", ...sketch }]), { query })).join("; ");

function spreadOf(sketch: ParameterSketch): string {
  const { scope, parameters } = parametersOf([{ name: "p", ...sketch }]);
  return compileParameter(parameters[0] ?? assert.fail(), scope).plan.decoder.spreads;
}

test("how a value is spread follows from style, explode and types", () => {
  const array = { type: "array" };
  const object = { type: "object", properties: { a: {} } };
  assert.deepEqual(
    [
      spreadOf({ schema: { type: "string" } }),
      spreadOf({ schema: array }),
      spreadOf({ schema: array, explode: false }),
      spreadOf({ schema: object }),
      spreadOf({ schema: object, style: "deepObject" }),
      spreadOf({ schema: object, media: "application/json" }),
      spreadOf({ in: "path", schema: object, explode: true }),
    ],
    ["none", "repeated", "none", "properties", "brackets", "none", "none"],
  );
});

test("where the schema allows several kinds the first that it accepts is taken", () => {
  const either = {
    schema: {
      anyOf: [
        { type: "integer", maximum: 5 },
        { type: "array", items: { type: "integer" }, minItems: 2 },
      ],
    },
  };
  assert.equal(judge(either, "p=5"), "");
  assert.equal(judge(either, "p=6&p=7"), "");
  assert.equal(judge(either, "p=6"), "schema.any_of query:p");
  const bracketed = {
    style: "deepObject" as const,
    schema: { anyOf: [{ type: "integer" }, { type: "object", properties: { gt: { type: "integer" } } }] },
  };
  assert.equal(judge(bracketed, "p=6"), "");
  assert.equal(judge(bracketed, "p[gt]=6"), "");
  assert.equal(judge(bracketed, "p=6&p[gt]=6"), "parameter.style query:p");
});

test("an empty value stands for none only where that is allowed", () => {
  assert.equal(judge({ schema: { type: "integer" }, allowEmptyValue: true }, "p="), "");
  assert.equal(judge({ schema: { type: "integer" }, allowEmptyValue: true }, "p=&p="), "parameter.repeated query:p");
  assert.equal(judge({ schema: { type: "integer" } }, "p="), "schema.type query:p");
});
