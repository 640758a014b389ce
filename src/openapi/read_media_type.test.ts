import assert from "node:assert/strict";
import { test } from "node:test";
import { describeYaml, issuesIn } from "../../test/support/openapi_description.ts";
import { readContent, readHeaders } from "./read_media_type.ts";

function content(yaml: string) {
  const { description, root } = describeYaml(`content:\n${yaml}`, "3.2");
  return { read: readContent(description, root.value["content"], { uri: "api.yaml", pointer: "/content" }), issues: issuesIn(description) };
}

test("ranges are lower case, in order, with their parameters as written", () => {
  const { read, issues } = content(
    "  Application/Problem+JSON: { schema: {} }\n  image/*: {}\n  '*/*': {}\n  text/plain;Charset=UTF-8: {}",
  );
  assert.deepEqual(
    read.map(({ range, schema }) => [range, schema?.pointer ?? null]),
    [
      ["application/problem+json", "/content/Application~1Problem+JSON/schema"],
      ["image/*", null],
      ["*/*", null],
      ["text/plain;Charset=UTF-8", null],
    ],
  );
  assert.deepEqual(issues, []);
});

test("encodings keep what was written and say null for what was not", () => {
  const { read } = content(
    "  multipart/form-data: { encoding: { a: { contentType: 'image/PNG, image/*' }, b: { style: form, explode: false, allowReserved: true } } }",
  );
  assert.deepEqual(Object.fromEntries(read[0]?.encoding ?? []), {
    a: { contentType: ["image/png", "image/*"], style: null, explode: null, allowReserved: false, headers: new Map() },
    b: { contentType: null, style: "form", explode: false, allowReserved: true, headers: new Map() },
  });
});

test("what is no media type, or stands twice, is an issue", () => {
  assert.deepEqual(content("  json: {}\n  a/b: {}\n  A/B: {}\n  'a/b, c/d': {}").issues, [
    "openapi.media_type /content/json",
    "openapi.media_type /content/A~1B",
    "openapi.media_type /content/a~1b, c~1d",
  ]);
});

test("what is not enforced is said", () => {
  assert.deepEqual(content("  multipart/mixed: { itemSchema: {}, prefixEncoding: [] }").issues, [
    "openapi.not_enforced /content/multipart~1mixed/prefixEncoding",
  ]);
});

test("headers are read under their names", () => {
  const { description, root } = describeYaml("headers: { X-A: { schema: {} }, X-B: { $ref: '#/nothing' } }");
  assert.deepEqual([...readHeaders(description, root.value["headers"], { uri: "api.yaml", pointer: "/headers" }).keys()], ["X-A"]);
});
