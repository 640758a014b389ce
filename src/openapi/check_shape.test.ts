import assert from "node:assert/strict";
import { test } from "node:test";
import { describeYaml, issuesIn } from "../../test/support/openapi_description.ts";
import { checkShape } from "./check_shape.ts";
import type { OpenApiVersion } from "./description.ts";

function check(text: string, version: OpenApiVersion = "3.1"): readonly string[] {
  const { description, root } = describeYaml(`openapi: x\ninfo: { title: t, version: '1' }\n${text}`, version);
  checkShape(description, root.value, root.place);
  return issuesIn(description);
}

test("the target of a reference is checked once, as what it stands for", () => {
  const text = `
paths:
  /a: { get: { parameters: [{ $ref: '#/components/parameters/p' }, { $ref: '#/components/parameters/p' }] } }
  /b: { $ref: '#/x-item' }
x-item: { parameters: 5, $ref: '#/x-item' }
components: { parameters: { p: { name: 5, in: query } } }`;
  assert.deepEqual(check(text), ["openapi.type /components/parameters/p/name", "openapi.type /x-item/parameters"]);
});

test("fields belong to versions", () => {
  assert.deepEqual(check("webhooks: {}"), []);
  assert.deepEqual(check("webhooks: {}", "3.0"), ["openapi.unknown_field /webhooks", "openapi.missing_field "]);
  assert.deepEqual(check("paths: { /a: { query: {} } }", "3.1"), ["openapi.unknown_field /paths/~1a/query"]);
  assert.deepEqual(check("paths: { /a: { query: {} } }", "3.2"), []);
});

test("a boolean is a schema from 3.1 on", () => {
  const text = "paths: {}\ncomponents: { schemas: { a: true } }";
  assert.deepEqual([check(text), check(text, "3.0")], [[], ["openapi.type /components/schemas/a"]]);
});

test("names are names even where they look like fields of ours or of objects", () => {
  assert.deepEqual(check("paths: {}\ncomponents: { responses: { constructor: { description: '' }, toString: { description: '' } } }"), []);
  assert.deepEqual(check("paths: {}\nconstructor: 1"), ["openapi.unknown_field /constructor"]);
});
