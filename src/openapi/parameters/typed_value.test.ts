import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_JSON_LIMITS } from "../../codec/json/json_limits.ts";
import { JsonNumber } from "../../codec/json/json_value.ts";
import { WorkBudget } from "../../kernel/budget.ts";
import { DEFAULT_SCHEMA_OPTIONS } from "../schema/options.ts";
import { SchemaRegistry } from "../schema/registry.ts";
import { ParameterFault } from "./parameter_fault.ts";
import type { Serialised } from "./serialised.ts";
import { ValueReader } from "./typed_value.ts";
import { shapeAt } from "./value_shape.ts";

function read(value: Serialised, schema: unknown): unknown {
  const registry = new SchemaRegistry();
  registry.add("d", { openapi: "3.1.1", schema }, "openapi-3.1");
  const shape = shapeAt({ uri: "d", pointer: "/schema" }, registry) ?? assert.fail();
  const typed = new ValueReader(DEFAULT_SCHEMA_OPTIONS, DEFAULT_JSON_LIMITS).read(value, shape, new WorkBudget(10_000));
  return typed instanceof ParameterFault ? `${typed.code} ${typed.path.join(".")}` : typed;
}

test("text becomes what the schema's types say, by JSON's grammar and no other", () => {
  const date = { anyOf: [{ type: "string", format: "date" }, { type: "integer" }] };
  const rows: readonly (readonly [text: string, schema: unknown, value: unknown])[] = [
    ["5", { type: "string" }, "5"],
    ["5", { type: "integer" }, 5],
    ["-0.5e1", { type: "number" }, -5],
    ["5e0", { type: "integer" }, "5e0"],
    ["05", { type: "number" }, "05"],
    ["9007199254740993", { type: "integer" }, new JsonNumber("9007199254740993", 9007199254740992)],
    ["9".repeat(50), { type: "integer" }, "9".repeat(50)],
    ["true", { type: "boolean" }, true],
    ["true", { type: ["boolean", "string"] }, "true"],
    ["null", { type: ["null", "integer"] }, null],
    ["", { type: ["null", "integer"] }, ""],
    ["5", date, 5],
    ["2024-02-29", date, "2024-02-29"],
    ["x", date, "x"],
    ["5", {}, "5"],
    ["a\0b", { type: "string" }, "parameter.nul "],
  ];
  for (const [text, schema, value] of rows) assert.deepEqual(read(text, schema), value, `${text} ${JSON.stringify(schema)}`);
  assert.equal(rows.length, 16);
});

test("items and properties are read by their own schemas", () => {
  assert.deepEqual(read(["1", "x"], { type: "array", prefixItems: [{ type: "integer" }], items: { type: "string" } }), [1, "x"]);
  const object = read(
    new Map<string, Serialised>([
      ["a", "1"],
      ["b", ["2"]],
      ["c", "3"],
    ]),
    {
      properties: { a: { type: "integer" }, b: { type: "array", items: { type: "integer" } } },
      additionalProperties: { type: "number" },
    },
  );
  assert.deepEqual({ ...(typeof object === "object" ? object : {}) }, { a: 1, b: [2], c: 3 });
  assert.equal(read(new Map([["a", ["\0"]]]), { properties: { a: { type: "array" } } }), "parameter.nul a.0");
});
