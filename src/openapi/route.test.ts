import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalPath } from "../codec/path.ts";
import { describeYaml } from "../../test/support/openapi_description.ts";
import { ParameterReader } from "./read_parameter.ts";
import { readPaths } from "./read_paths.ts";
import { readEncoded, readRoute } from "./route.ts";
import { compileRouter } from "./router.ts";

/** Parameters of `raw` against a document with the one template, decoded and still encoded. */
function read(template: string, fields: string, raw: string): readonly [unknown, unknown] {
  const names = [...template.matchAll(/\{(\w+)\}/gu)].map((match) => match[1] ?? "");
  const parameters = names.map((name) => `{ name: ${name}, in: path, required: true, schema: {}, ${fields} }`).join(", ");
  const { description, root } = describeYaml(`paths: { '${template}': { parameters: [${parameters}], get: {} } }`);
  const context = {
    description,
    parameters: new ParameterReader(description),
    declaredSchemes: new Set<string>(),
    security: null,
    responses: new Map(),
  };
  const router = compileRouter(readPaths(context, root).routes);
  const path = canonicalPath(raw);
  assert.ok(router.ok && !("refused" in path));
  const match = router.value.match("GET", path);
  assert.ok(match.kind === "match", match.kind);
  const reading = readRoute(match.route, path);
  assert.ok(reading.kind === "read");
  assert.deepEqual(reading.parameters, match.parameters);
  return [{ ...reading.parameters }, { ...readEncoded(match.route, path) }];
}

test("parameters are read decoded, and encoded where delimiters must be told from data", () => {
  const rows: readonly (readonly [string, string, string, unknown, unknown])[] = [
    ["/{a}", "style: simple", "/x,y%2Cz", { a: "x,y,z" }, { a: "x,y%2Cz" }],
    ["/{a}", "style: matrix", "/;a=1%3B2", { a: ";a=1;2" }, { a: ";a=1%3B2" }],
    ["/{a}-{b}", "style: simple", "/%C3%A9%2C-z%2Cy", { a: "é,", b: "z,y" }, { a: "%C3%A9%2C", b: "z%2Cy" }],
    ["/f/{a}/end", "x-multi-segment: true", "/f/x%2Fy/z/end", { a: "x/y/z" }, { a: "x%2Fy/z" }],
    ["/v{a}.json/{b}", "style: simple", "/v%F0%9F%98%80%2E%2C.json/%2B", { a: "😀.,", b: "+" }, { a: "%F0%9F%98%80.%2C", b: "%2B" }],
  ];
  for (const [template, fields, raw, decoded, encoded] of rows) assert.deepEqual(read(template, fields, raw), [decoded, encoded], raw);
  assert.equal(rows.length, 5);
});
