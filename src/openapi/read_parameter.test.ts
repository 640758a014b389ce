import assert from "node:assert/strict";
import { test } from "node:test";
import { describeYaml, issuesIn } from "../../test/support/openapi_description.ts";
import type { OpenApiVersion } from "./description.ts";
import { ParameterReader, readHeader } from "./read_parameter.ts";

function read(parameter: string, version: OpenApiVersion = "3.1") {
  const { description, root } = describeYaml(`p: ${parameter}`, version);
  const found = new ParameterReader(description).read(root.value["p"], { uri: "api.yaml", pointer: "/p" });
  return { found, issues: issuesIn(description) };
}

test("style and explode have the defaults of the location", () => {
  const rows: readonly (readonly [string, OpenApiVersion, string])[] = [
    ["in: path, required: true", "3.1", "simple false"],
    ["in: query", "3.1", "form true"],
    ["in: header", "3.1", "simple false"],
    ["in: cookie", "3.1", "form true"],
    ["in: cookie, style: cookie", "3.2", "cookie true"],
    ["in: query, style: spaceDelimited", "3.1", "spaceDelimited false"],
    ["in: query, style: deepObject, explode: true", "3.1", "deepObject true"],
    ["in: query, explode: false", "3.1", "form false"],
    ["in: path, required: true, style: matrix", "3.1", "matrix false"],
    ["in: path, required: true, style: label, explode: true", "3.1", "label true"],
  ];
  for (const [fields, version, wanted] of rows) {
    const { found, issues } = read(`{ name: a, ${fields}, schema: {} }`, version);
    assert.equal(`${found?.style} ${found?.explode}`, wanted, fields);
    assert.deepEqual(issues, [], fields);
  }
  assert.equal(rows.length, 10);
});

test("every style outside the table of its location is refused", () => {
  const allowed: Readonly<Record<string, readonly string[]>> = {
    path: ["matrix", "label", "simple"],
    query: ["form", "spaceDelimited", "pipeDelimited", "deepObject"],
    header: ["simple"],
    cookie: ["form", "cookie"],
  };
  let refused = 0;
  for (const [where, styles] of Object.entries(allowed)) {
    for (const style of [...new Set(Object.values(allowed).flat()), "nonsense"]) {
      const { issues } = read(`{ name: a, in: ${where}, required: true, style: ${style}, schema: {} }`, "3.2");
      assert.deepEqual(issues, styles.includes(style) ? [] : ["openapi.style /p/style"], `${where} ${style}`);
      refused += issues.length;
    }
  }
  assert.equal(refused, 26);
});

test("multi-segment is for path parameters: ours wins over GitHub's spelling", () => {
  const multi = (fields: string) => read(`{ name: a, required: true, schema: {}, ${fields} }`).found?.multiSegment;
  assert.deepEqual(
    [
      "in: path",
      "in: path, x-multi-segment: true",
      "in: path, x-portcullis-multi-segment: true",
      "in: path, x-multi-segment: true, x-portcullis-multi-segment: false",
      "in: query, x-multi-segment: true",
    ].map(multi),
    [false, true, true, false, false],
  );
  assert.deepEqual(read("{ name: a, in: query, schema: {}, x-portcullis-multi-segment: true }").issues, [
    "openapi.misplaced_extension /p/x-portcullis-multi-segment",
  ]);
});

test("a parameter that is referred to twice is one value", () => {
  const { description, root } = describeYaml("a: { $ref: '#/p' }\nb: { $ref: '#/p' }\np: { name: q, in: query, schema: {} }");
  const reader = new ParameterReader(description);
  const [one, other] = ["a", "b"].map((name) => reader.read(root.value[name], { uri: "api.yaml", pointer: `/${name}` }));
  assert.ok(one !== null && one === other);
  assert.equal(one?.place.pointer, "/p");
});

test("a header is a parameter under its name in the map", () => {
  const { description } = describeYaml("h: 1");
  const header = readHeader(description, "X-Rate", { schema: {}, required: true }, { uri: "api.yaml", pointer: "/h" });
  assert.deepEqual(
    [header?.name, header?.in, header?.style, header?.required, header?.schema?.pointer],
    ["X-Rate", "header", "simple", true, "/h/schema"],
  );
});
