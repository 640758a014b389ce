import assert from "node:assert/strict";
import { test } from "node:test";
import { describeYaml, issuesIn } from "../../test/support/openapi_description.ts";
import { ParameterReader } from "./read_parameter.ts";
import { readPaths } from "./read_paths.ts";

function read(text: string) {
  const { description, root } = describeYaml(text, "3.1");
  const context = {
    description,
    parameters: new ParameterReader(description),
    declaredSchemes: new Set<string>(),
    security: null,
    responses: new Map(),
  };
  return { ...readPaths(context, root), issues: issuesIn(description) };
}

test("the nearest servers hold: operation, path item, document", () => {
  const { routes, basePaths } = read(`
servers: [{ url: /doc }]
paths:
  /a: { get: {} }
  /b: { servers: [{ url: /item }], get: {}, put: { servers: [{ url: /op }, { url: /op2 }] }, post: { servers: [] } }`);
  assert.deepEqual(basePaths, ["/doc"]);
  assert.deepEqual(
    routes.map(({ basePaths: bases, operation }) => `${operation.id} ${bases.join(" ")}`),
    ["GET /a /doc", "GET /b /item", "PUT /b /op /op2", "POST /b /item"],
  );
});

test("templates of one shape: an error where both answer a method, else a warning", () => {
  const parameter = (name: string) => `parameters: [{ name: ${name}, in: path, required: true, schema: {} }]`;
  const { issues, routes } = read(`
paths:
  /a/{x}: { ${parameter("x")}, get: {}, put: {} }
  /a/{y}: { ${parameter("y")}, delete: {} }
  /a/{z}: { ${parameter("z")}, put: {} }`);
  assert.deepEqual(issues, ["openapi.duplicate_template /paths/~1a~1{y}", "openapi.duplicate_template /paths/~1a~1{z}"]);
  assert.equal(routes.length, 4);
});

test("an operationId given twice is an error at the second", () => {
  assert.deepEqual(read("paths: { /a: { get: { operationId: x } }, /b: { get: { operationId: x } } }").issues, [
    "openapi.duplicate_operation_id /paths/~1b/get/operationId",
  ]);
});

test("a path item may be a reference; what stands beside it is added", () => {
  const { routes, issues } = read("paths: { /a: { $ref: '#/x-item', put: {} } }\nx-item: { get: {}, x-note: 1 }");
  assert.deepEqual(
    routes.map(({ operation }) => [operation.id, operation.place.pointer, operation.extensions["x-note"]]),
    [
      ["GET /a", "/x-item/get", 1],
      ["PUT /a", "/paths/~1a/put", 1],
    ],
  );
  assert.deepEqual(issues, []);
});
