import assert from "node:assert/strict";
import { test } from "node:test";
import { planOf } from "../../../test/support/validate.ts";
import { SchemaCompiler } from "./compiler.ts";
import { DEFAULT_SCHEMA_OPTIONS } from "./options.ts";
import { SchemaRegistry } from "./registry.ts";

test("a place is compiled once, however often it is referred to", () => {
  const registry = new SchemaRegistry();
  registry.add("f", { properties: { a: { $ref: "#/$defs/x" }, b: { $ref: "#/$defs/x" } }, $defs: { x: {} } }, "2020-12");
  const compiler = new SchemaCompiler(registry, DEFAULT_SCHEMA_OPTIONS);
  const root = registry.locate({ uri: "f", pointer: "" });
  assert.ok(root !== null);
  const record = compiler.root(root);
  assert.equal(compiler.root(root), record);
  const targets = record.edges.map((edge) => edge.to.edges[0]?.to);
  assert.equal(targets.length, 2);
  assert.equal(targets[0], targets[1]);
  assert.equal(compiler.hasIssues, false);
});

test("every error of a schema is reported, with its place", () => {
  const issues = planOf({ properties: { a: { minimum: "1" }, b: { $ref: "#/nowhere" }, c: 5, "d/e": { required: 1 } } });
  assert.ok(!("validate" in issues));
  assert.deepEqual(issues.map(({ pointer }) => pointer).toSorted(), [
    "/properties/a/minimum",
    "/properties/b/$ref",
    "/properties/c",
    "/properties/d~1e/required",
  ]);
});
