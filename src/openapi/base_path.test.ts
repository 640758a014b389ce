import assert from "node:assert/strict";
import { test } from "node:test";
import { describeYaml, issuesIn } from "../../test/support/openapi_description.ts";
import { DEFAULT_BASE_PATHS, readBasePaths } from "./base_path.ts";

function read(servers: string, uri = "api.yaml") {
  const { description, root } = describeYaml(`servers: ${servers}`);
  return { paths: readBasePaths(description, root.value["servers"], { uri, pointer: "/servers" }), issues: issuesIn(description) };
}

test("only the path of a server counts, without its last slash, each once", () => {
  const rows: readonly (readonly [string, readonly string[] | null])[] = [
    ["[{ url: / }]", [""]],
    ["[{ url: 'https://a.example' }]", [""]],
    ["[{ url: 'https://a.example/' }, { url: 'http://b.example' }]", [""]],
    ["[{ url: 'https://a.example:8080/v1/' }, { url: /v2 }]", ["/v1", "/v2"]],
    ["[{ url: v1 }]", ["/v1"]],
    ["[{ url: ./v1/../v2 }]", ["/v2"]],
    ["[{ url: '' }]", [""]],
    ["[]", null],
    ["none", null],
  ];
  for (const [servers, wanted] of rows) assert.deepEqual(read(servers), { paths: wanted, issues: [] }, servers);
  assert.equal(rows.length, 9);
  assert.deepEqual(DEFAULT_BASE_PATHS, [""]);
});

test("a relative server is seen from the document's own URL", () => {
  assert.deepEqual(read("[{ url: v1 }, { url: /v2 }]", "https://a.example/docs/api.yaml").paths, ["/docs/v1", "/v2"]);
});

test("variables take every value of their enum, else the default", () => {
  const servers =
    "[{ url: 'https://{host}/{a}/{b}', variables: { host: { default: x.example }, a: { default: v1, enum: [v1, v2] }, b: { default: w } } }]";
  assert.deepEqual(read(servers), { paths: ["/v1/w", "/v2/w"], issues: [] });
});

test("what can't be expanded is an issue", () => {
  const values = Array.from({ length: 40 }, (_, index) => `v${index}`).join(", ");
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ["[{ url: '/{a}' }]", ["openapi.server_variable /servers/0"]],
    ["[{ url: '/{constructor}' }]", ["openapi.server_variable /servers/0"]],
    ["[{ url: '/{a}', variables: { a: { default: x, enum: [y] } } }]", ["openapi.server_variable /servers/0/variables/a"]],
    [`[{ url: '/{a}/{a}', variables: { a: { default: v1, enum: [${values}] } } }]`, ["openapi.server_variable /servers/0"]],
    ["[{ url: '/a//b' }]", ["openapi.server_url /servers/0/url"]],
    ["[{ url: '/a/{b' }]", ["openapi.server_url /servers/0/url"]],
    ["[{ url: '/a?b' }]", ["openapi.server_url /servers/0/url"]],
  ];
  for (const [servers, wanted] of rows) assert.deepEqual(read(servers).issues, wanted, servers);
  assert.equal(rows.length, 7);
});
