import assert from "node:assert/strict";
import { test } from "node:test";
import { describeYaml, issuesIn } from "../../test/support/openapi_description.ts";
import { objectMember } from "./json_value.ts";
import { operationsOf, readOperation } from "./read_operation.ts";
import { ParameterReader } from "./read_parameter.ts";

function read(operation: string, item = "{}", names: readonly string[] = []) {
  const { description, root } = describeYaml(`item: ${item}\nop: ${operation}`, "3.2");
  const template = `/${names.map((name) => `{${name}}`).join("/")}`;
  const context = {
    description,
    parameters: new ParameterReader(description),
    declaredSchemes: new Set<string>(),
    security: null,
    responses: new Map(),
  };
  const place = { uri: "api.yaml", pointer: "/item" };
  const path = { template, names, item: objectMember(root.value, "item"), place };
  return {
    operation: readOperation(context, path, "GET", objectMember(root.value, "op"), { uri: "api.yaml", pointer: "/op" }),
    issues: issuesIn(description),
  };
}

test("the operation's parameter replaces the item's of the same name and location", () => {
  const { operation } = read(
    "{ parameters: [{ name: a, in: query, schema: {} }, { name: x-b, in: header, schema: {} }] }",
    "{ parameters: [{ name: a, in: query, required: true, schema: {} }, { name: a, in: cookie, schema: {} }, { name: X-B, in: header, schema: {} }] }",
  );
  assert.deepEqual(
    operation.parameters.map(({ name, in: where, required, place }) => [name, where, required, place.pointer]),
    [
      ["a", "query", false, "/op/parameters/0"],
      ["a", "cookie", false, "/item/parameters/1"],
      ["x-b", "header", false, "/op/parameters/1"],
    ],
  );
});

test("without an operationId the id is method and template; without security there is none", () => {
  const { operation } = read("{}", "{}", ["id"]);
  assert.deepEqual(
    [operation.id, operation.security, operation.tags, operation.requestBody, operation.deprecated],
    ["GET /{id}", null, [], null, false],
  );
});

test("template and path parameters must name each other", () => {
  assert.deepEqual(read("{ parameters: [{ name: b, in: path, required: true, schema: {} }] }", "{}", ["a"]).issues, [
    "openapi.parameter_not_in_template /op/parameters/0",
    "openapi.undeclared_template_parameter /op",
  ]);
});

test("statuses are exact, a class or default", () => {
  const { operation, issues } = read("{ responses: { 200: {}, 4xx: {}, default: {}, 99: {}, 2X0: {}, x-note: 1 } }");
  assert.deepEqual(operation.responses.map(({ status }) => status).toSorted(), ["200", "4XX", "default"]);
  assert.deepEqual(issues.toSorted(), ["openapi.status /op/responses/2X0", "openapi.status /op/responses/99"]);
});

test("extensions are the operation's, then the item's, without prototype", () => {
  const { operation } = read("{ x-a: 1, x-b: 2 }", "{ x-b: 3, x-c: 4, parameters: [] }");
  assert.deepEqual({ ...operation.extensions }, { "x-a": 1, "x-b": 2, "x-c": 4 });
  assert.equal(Object.getPrototypeOf(operation.extensions), null);
});

test("methods are as sent, QUERY and others from 3.2 on", () => {
  const text = "item: { get: {}, query: {}, trace: {}, additionalOperations: { Purge: {}, get: {} } }";
  for (const [version, wanted] of [
    ["3.2", ["GET", "TRACE", "QUERY", "Purge"]],
    ["3.1", ["GET", "TRACE"]],
  ] as const) {
    const { description, root } = describeYaml(text, version);
    const found = operationsOf(description, objectMember(root.value, "item"), { uri: "api.yaml", pointer: "/item" });
    assert.deepEqual(
      found.map(({ method }) => method),
      wanted,
    );
  }
});
