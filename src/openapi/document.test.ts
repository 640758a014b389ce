import assert from "node:assert/strict";
import { test } from "node:test";
import { type LoadOptions, loadDocument, type OpenApiDocument } from "./document.ts";
import type { DocumentReader } from "./load_files.ts";

/** Reads from a table; what is not in it can't be read. */
function readerOf(files: Readonly<Record<string, string>>): DocumentReader {
  return {
    read: (uri) => {
      const text = files[uri];
      return text === undefined ? Promise.reject(new Error("no such file")) : Promise.resolve(new TextEncoder().encode(text));
    },
  };
}

async function load(files: Readonly<Record<string, string>>, options?: LoadOptions): Promise<OpenApiDocument> {
  const [entry = ""] = Object.keys(files);
  const loaded = await loadDocument(entry, readerOf(files), options);
  assert.ok(loaded.ok, JSON.stringify(loaded.issues, null, 1));
  return loaded.value;
}

async function issuesOf(files: Readonly<Record<string, string>>, options?: LoadOptions): Promise<readonly string[]> {
  const [entry = ""] = Object.keys(files);
  const { issues } = await loadDocument(entry, readerOf(files), options);
  return issues.map(({ severity, code, file, pointer, line, column }) => `${severity} ${code} ${file ?? ""}#${pointer} ${line}:${column}`);
}

const HEAD = "openapi: 3.1.1\ninfo: { title: Pets, version: '1' }\n";

test("a small YAML document gives its operations with all that a plan needs", async () => {
  const text = `${HEAD}
servers: [{ url: https://api.example/v1/ }]
security: [{ key: [] }]
paths:
  /pets/{id}:
    parameters:
      - { name: id, in: path, required: true, schema: { type: integer } }
      - { name: trace, in: header, schema: { type: string } }
    x-owner: item
    get:
      operationId: getPet
      tags: [pets]
      deprecated: true
      parameters:
        - { name: Trace, in: header, required: true, schema: { type: string } }
        - { name: fields, in: query, explode: false, schema: { type: array } }
      responses: { 200: { description: ok, content: { application/JSON: { schema: { type: object } } } }, 4XX: { description: no } }
    delete:
      security: []
      x-owner: own
      requestBody: { required: true, content: { text/plain: {} } }
      responses: { default: { description: any } }
components: { securitySchemes: { key: { type: apiKey, name: X-Key, in: header } } }
`;
  const document = await load({ "pets.yaml": text });
  assert.deepEqual([document.version, document.title, document.basePaths, document.uri], ["3.1", "Pets", ["/v1"], "pets.yaml"]);
  const [get, remove] = document.operations;
  assert.deepEqual(
    [get?.id, get?.method, get?.template, get?.tags, get?.deprecated, get?.documented],
    ["getPet", "GET", "/pets/{id}", ["pets"], true, true],
  );
  assert.deepEqual(
    get?.parameters.map(({ name, in: where, required, style, explode, schema }) => [
      name,
      where,
      required,
      style,
      explode,
      schema?.pointer,
    ]),
    [
      ["id", "path", true, "simple", false, "/paths/~1pets~1{id}/parameters/0/schema"],
      ["Trace", "header", true, "simple", false, "/paths/~1pets~1{id}/get/parameters/0/schema"],
      ["fields", "query", false, "form", false, "/paths/~1pets~1{id}/get/parameters/1/schema"],
    ],
  );
  assert.deepEqual(
    get?.responses.map(({ status, content }) => [status, content.map(({ range }) => range)]),
    [
      ["200", ["application/json"]],
      ["4XX", []],
    ],
  );
  assert.deepEqual(get?.security, [new Map([["key", []]])]);
  assert.deepEqual([remove?.id, remove?.security, remove?.requestBody?.required], ["DELETE /pets/{id}", [], true]);
  assert.deepEqual([get?.extensions["x-owner"], remove?.extensions["x-owner"]], ["item", "own"]);
  assert.deepEqual(document.securitySchemes.get("key"), { type: "apiKey", name: "X-Key", in: "header" });
  assert.deepEqual(document.locate({ uri: "pets.yaml", pointer: "/paths/~1pets~1{id}/get/operationId" }), {
    file: "pets.yaml",
    pointer: "/paths/~1pets~1{id}/get/operationId",
    line: 13,
    column: 7,
  });
});

test("references across files are resolved against the file they stand in, cycles included", async () => {
  const document = await load({
    "api/openapi.yaml": `${HEAD}paths: { /pets: { $ref: 'paths/pets.yaml' } }`,
    "api/paths/pets.yaml": `
get:
  parameters: [{ $ref: '../shared.json#/parameters/limit' }]
  responses: { 200: { $ref: '../shared.json#/responses/list' } }`,
    "api/shared.json": JSON.stringify({
      parameters: { limit: { name: "limit", in: "query", schema: { $ref: "#/schemas/limit" } } },
      schemas: {
        limit: { type: "integer" },
        pet: { properties: { friend: { $ref: "#/schemas/pet" }, home: { $ref: "paths/pets.yaml#/get" } } },
      },
      responses: { list: { description: "", content: { "application/json": { schema: { $ref: "#/schemas/pet" } } } } },
    }),
  });
  const [operation] = document.operations;
  assert.deepEqual(operation?.place, { uri: "api/paths/pets.yaml", pointer: "/get" });
  assert.deepEqual(operation?.parameters[0]?.schema, { uri: "api/shared.json", pointer: "/parameters/limit/schema" });
  assert.deepEqual(operation?.responses[0]?.content[0]?.schema, {
    uri: "api/shared.json",
    pointer: "/responses/list/content/application~1json/schema",
  });
  assert.deepEqual([...document.files.keys()], ["api/openapi.yaml", "api/paths/pets.yaml", "api/shared.json"]);
  assert.equal(document.resolve("#/schemas/limit/type", "api/shared.json")?.value, "integer");
  assert.equal(document.resolve("#/schemas/none", "api/shared.json"), null);
});

test("a reference that leaves the files is refused unless its prefix is allowed", async () => {
  const entry = (ref: string) => `${HEAD}paths: {}\ncomponents: { schemas: { a: { $ref: '${ref}' } } }`;
  const refused = [
    "https://evil.example/x.json",
    "https://ok.example.evil.example/x.json",
    "https://ok.example/specs/../secret.json",
    "https://ok.example/specs/%2e%2e/secret.json",
    "https://ok.example/specs/..\\secret.json",
    "//ok.example/specs/x.json",
    "/etc/passwd",
    "file:///etc/passwd",
  ];
  for (const ref of refused) {
    assert.deepEqual(
      await issuesOf({ "a.yaml": entry(ref) }, { allowRemote: ["https://ok.example/specs"] }),
      ["error openapi.ref_not_allowed a.yaml#/components/schemas/a 4:26"],
      ref,
    );
  }
  assert.equal(refused.length, 8);
  const ok = { "a.yaml": entry("https://ok.example/specs/x.json"), "https://ok.example/specs/x.json": "{}" };
  await load(ok, { allowRemote: ["https://ok.example/specs"] });
});

test("a remote file can't lead back to local ones", async () => {
  const files = {
    "a.yaml": `${HEAD}paths: {}\ncomponents: { schemas: { a: { $ref: 'https://ok.example/x.json' } } }`,
    "https://ok.example/x.json": '{ "$ref": "a.yaml" }',
  };
  assert.deepEqual(await issuesOf(files, { allowRemote: ["https://ok.example/x.json"] }), [
    "error openapi.ref_not_allowed https://ok.example/x.json# 1:1",
  ]);
});

test("`$self` is the base of references, and siblings are still read where the file lies", async () => {
  const document = await load({
    "dir/entry.yaml": `openapi: 3.2.0
$self: https://api.example/v2/openapi
info: { title: t, version: '1' }
servers: [{ url: ../v3 }]
paths:
  /a: { $ref: 'https://api.example/v2/openapi#/components/pathItems/a' }
components:
  pathItems: { a: { get: { parameters: [{ $ref: './p.yaml#/p' }] } } }`,
    "dir/p.yaml": "p: { name: q, in: query, schema: true }",
  });
  assert.equal(document.uri, "https://api.example/v2/openapi");
  assert.deepEqual(document.operations[0]?.parameters[0]?.schema, { uri: "https://api.example/v2/p.yaml", pointer: "/p/schema" });
  assert.equal(document.locate({ uri: "https://api.example/v2/p.yaml", pointer: "/p" }).file, "dir/p.yaml");
  assert.deepEqual(document.basePaths, ["/v3"]);
});

test("OpenAPI 3.2: QUERY, additional methods, the whole query string, cookies by their own style, items of a sequence", async () => {
  const document = await load({
    "a.yaml": `openapi: 3.2.0
info: { title: t, version: '1' }
paths:
  /a:
    query:
      parameters: [{ name: q, in: querystring, content: { application/json: { schema: {} } } }]
    additionalOperations:
      PURGE:
        parameters: [{ name: c, in: cookie, style: cookie, schema: {} }]
        requestBody: { content: { application/jsonl: { itemSchema: {} } } }`,
  });
  const [query, purge] = document.operations;
  assert.deepEqual(
    [query?.method, query?.parameters[0]?.in, query?.parameters[0]?.content?.range],
    ["QUERY", "querystring", "application/json"],
  );
  assert.deepEqual([purge?.method, purge?.parameters[0]?.style, purge?.parameters[0]?.explode], ["PURGE", "cookie", true]);
  assert.equal(
    purge?.requestBody?.content[0]?.itemSchema?.pointer,
    "/paths/~1a/additionalOperations/PURGE/requestBody/content/application~1jsonl/itemSchema",
  );
});

test("what was written for 3.2 is reported in an older document, never silently read", async () => {
  const text = `${HEAD}paths:\n  /a:\n    query: { responses: {} }\n`;
  assert.deepEqual(await issuesOf({ "a.yaml": text }), ["warning openapi.unknown_field a.yaml#/paths/~1a/query 5:5"]);
});

test("files, their number and their size are bounded", async () => {
  const chain = Object.fromEntries(
    Array.from({ length: 9 }, (_, index) => [
      `${index}.yaml`,
      index === 0 ? `${HEAD}paths: { /a: { $ref: 1.yaml } }` : `$ref: ${index + 1}.yaml`,
    ]),
  );
  const codes = await issuesOf(chain, { limits: { maxFiles: 4 } });
  assert.deepEqual(codes, ["error openapi.too_many_files 3.yaml# 1:1"]);
  assert.deepEqual(await issuesOf({ "a.yaml": `${HEAD}paths: {}` }, { limits: { maxFileBytes: 10 } }), [
    "error openapi.too_large a.yaml# null:null",
  ]);
  assert.deepEqual(await issuesOf({ "a.yaml": `${HEAD}paths: {}` }, { limits: { maxTotalBytes: 10 } }), [
    "error openapi.too_large a.yaml# null:null",
  ]);
  assert.deepEqual(await issuesOf({ "a.yaml": "" }, {}), ["error openapi.not_a_description a.yaml# 1:1"]);
});

test("a file that is missing is reported at the reference that asked for it", async () => {
  assert.deepEqual(await issuesOf({ "a.yaml": `${HEAD}paths:\n  /a: { $ref: 'b.yaml' }` }), [
    "error openapi.unreadable a.yaml#/paths/~1a 4:3",
  ]);
});
