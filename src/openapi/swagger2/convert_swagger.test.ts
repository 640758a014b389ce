/** Each construct of Swagger 2.0 with what it is in OpenAPI 3.0, by hand. Issues are in `test/golden/openapi`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { describeYaml, issuesIn } from "../../../test/support/openapi_description.ts";
import { valueAt } from "../json_pointer.ts";
import { convertSwagger } from "./convert_swagger.ts";

function convert(text: string): { at(pointer: string): unknown; origin(pointer: string): string; readonly issues: readonly string[] } {
  const { description, root } = describeYaml(`swagger: "2.0"\ninfo: { title: t, version: "1" }\n${text}`, "3.0");
  const converted = convertSwagger(description, root);
  const plain: unknown = JSON.parse(JSON.stringify(converted.root.value));
  return {
    at: (pointer) => {
      const found = valueAt(plain, pointer);
      return found.found ? found.value : "nothing";
    },
    origin: (pointer) => converted.placeOf({ uri: converted.root.place.uri, pointer }).pointer,
    issues: issuesIn(description),
  };
}

const operation = (fields: string, rest: string = ""): string => `paths: { /a: { post: { ${fields}, responses: {} } } }\n${rest}`;
const list = (where: string, format: string): string =>
  operation(`parameters: [{ name: p, in: ${where}, type: array, items: { type: string }${format} }]`);

const POST = "/paths/~1a/post";
const PARAMETER = `${POST}/parameters/0`;
const CONTENT = `${POST}/requestBody/content`;
const FORM = "application~1x-www-form-urlencoded";
const strings = { type: "array", items: { type: "string" } };

interface Row {
  readonly what: string;
  readonly swagger: string;
  readonly pointer: string;
  readonly is: unknown;
  /** Pointer that its place leads back to, where that is another. */
  readonly from?: string;
}

const scopes = { x: "y" };
const FLOWS: readonly { readonly flow: string; readonly urls: string; readonly flows: unknown }[] = [
  { flow: "implicit", urls: "authorizationUrl: a", flows: { implicit: { authorizationUrl: "a", scopes } } },
  { flow: "password", urls: "tokenUrl: t", flows: { password: { tokenUrl: "t", scopes } } },
  { flow: "application", urls: "tokenUrl: t", flows: { clientCredentials: { tokenUrl: "t", scopes } } },
  {
    flow: "accessCode",
    urls: "authorizationUrl: a, tokenUrl: t",
    flows: { authorizationCode: { authorizationUrl: "a", tokenUrl: "t", scopes } },
  },
];

const ROWS: readonly Row[] = [
  {
    what: "host, basePath, schemes",
    swagger: "host: h:1\nbasePath: /v1\nschemes: [http, wss]",
    pointer: "/servers",
    is: [{ url: "http://h:1/v1" }, { url: "wss://h:1/v1" }],
    from: "/basePath",
  },
  { what: "host alone", swagger: "host: h", pointer: "/servers", is: [{ url: "https://h" }], from: "/host" },
  { what: "no address", swagger: "schemes: [http]", pointer: "/servers", is: "nothing" },
  {
    what: "a base path that looks like a host",
    swagger: "basePath: //v1/x",
    pointer: "/servers/0/url",
    is: "https://host.invalid//v1/x",
    from: "/basePath",
  },
  {
    what: "schemes of an operation",
    swagger: operation("schemes: [ws]", "host: h"),
    pointer: `${POST}/servers`,
    is: [{ url: "ws://h" }],
    from: "/host",
  },
  {
    what: "csv in a query, the default",
    swagger: list("query", ""),
    pointer: PARAMETER,
    is: { name: "p", in: "query", style: "form", explode: false, schema: strings },
  },
  {
    what: "csv in a query",
    swagger: list("query", ", collectionFormat: csv"),
    pointer: PARAMETER,
    is: { name: "p", in: "query", style: "form", explode: false, schema: strings },
  },
  { what: "ssv in a query", swagger: list("query", ", collectionFormat: ssv"), pointer: `${PARAMETER}/style`, is: "spaceDelimited" },
  { what: "pipes in a query", swagger: list("query", ", collectionFormat: pipes"), pointer: `${PARAMETER}/style`, is: "pipeDelimited" },
  { what: "multi in a query", swagger: list("query", ", collectionFormat: multi"), pointer: `${PARAMETER}/explode`, is: true },
  { what: "csv in a path", swagger: list("path", ""), pointer: `${PARAMETER}/style`, is: "simple" },
  { what: "csv in a header", swagger: list("header", ""), pointer: `${PARAMETER}/style`, is: "simple" },
  {
    what: "keywords of a parameter",
    swagger: operation(
      "parameters: [{ name: p, in: query, description: d, required: true, allowEmptyValue: true, type: number, maximum: 9, exclusiveMaximum: true, x-nullable: true, x-example: 5, x-own: 1 }]",
    ),
    pointer: PARAMETER,
    is: {
      name: "p",
      in: "query",
      description: "d",
      required: true,
      allowEmptyValue: true,
      "x-nullable": true,
      "x-example": 5,
      "x-own": 1,
      example: 5,
      schema: { type: "number", maximum: 9, exclusiveMaximum: true, "x-nullable": true },
    },
  },
  {
    what: "where a keyword stands",
    swagger: operation(
      "parameters: [{ name: b, in: body, schema: {} }, { name: p, in: query, type: string, maxLength: 3 }]",
      "consumes: [a/b]",
    ),
    pointer: `${PARAMETER}/schema/maxLength`,
    is: 3,
    from: "/paths/~1a/post/parameters/1/maxLength",
  },
  {
    what: "a shared parameter",
    swagger: operation("parameters: [{ $ref: '#/parameters/p' }]", "parameters: { p: { name: p, in: query, type: string } }"),
    pointer: PARAMETER,
    is: { $ref: "#/components/parameters/0" },
  },
  {
    what: "what a shared parameter is",
    swagger: operation("parameters: [{ $ref: '#/parameters/p' }]", "parameters: { p: { name: p, in: query, type: string } }"),
    pointer: "/components/parameters/0",
    is: { name: "p", in: "query", schema: { type: "string" } },
    from: "/parameters/p",
  },
  {
    what: "a body, by the document's consumes",
    swagger: operation(
      "parameters: [{ name: b, in: body, required: true, description: d, schema: { type: string } }]",
      "consumes: [application/json, text/plain]",
    ),
    pointer: `${POST}/requestBody`,
    is: {
      description: "d",
      required: true,
      content: {
        "application/json": { schema: { $ref: "api.yaml#/paths/~1a/post/parameters/0/schema" } },
        "text/plain": { schema: { $ref: "api.yaml#/paths/~1a/post/parameters/0/schema" } },
      },
    },
    from: "/paths/~1a/post/parameters/0",
  },
  {
    what: "where a media type stands",
    swagger: operation("consumes: [a/b], parameters: [{ name: b, in: body, schema: {} }]", "consumes: [c/d]"),
    pointer: CONTENT,
    is: { "a/b": { schema: { $ref: "api.yaml#/paths/~1a/post/parameters/0/schema" } } },
  },
  {
    what: "a body parameter of the path item",
    swagger: "consumes: [a/b]\npaths: { /a: { parameters: [{ name: b, in: body, schema: {} }], post: { responses: {} } } }",
    pointer: CONTENT,
    is: { "a/b": { schema: { $ref: "api.yaml#/paths/~1a/parameters/0/schema" } } },
  },
  {
    what: "a percent sign in a place",
    swagger: 'consumes: [a/b]\npaths: { "/%41": { post: { parameters: [{ name: b, in: body, schema: {} }], responses: {} } } }',
    pointer: "/paths/~1%41/post/requestBody/content/a~1b/schema",
    is: { $ref: "api.yaml#/paths/~1%2541/post/parameters/0/schema" },
    from: "/paths/~1%41/post/parameters/0/schema",
  },
  {
    what: "a form",
    swagger: operation(
      "parameters: [{ name: a, in: formData, type: integer, required: true }, { name: l, in: formData, type: array, items: { type: string }, collectionFormat: ssv }]",
      `consumes: [application/x-www-form-urlencoded]`,
    ),
    pointer: `${POST}/requestBody`,
    is: {
      required: true,
      content: {
        "application/x-www-form-urlencoded": {
          schema: { type: "object", properties: { a: { type: "integer" }, l: strings }, required: ["a"] },
          encoding: { l: { style: "spaceDelimited", explode: false } },
        },
      },
    },
    from: "/paths/~1a/post/parameters/0",
  },
  {
    what: "where a field of a form stands",
    swagger: operation(
      "parameters: [{ name: a, in: formData, type: integer, minimum: 1 }]",
      "consumes: [application/x-www-form-urlencoded]",
    ),
    pointer: `${CONTENT}/${FORM}/schema/properties/a/minimum`,
    is: 1,
    from: "/paths/~1a/post/parameters/0/minimum",
  },
  {
    what: "a field named like a prototype",
    swagger: operation("parameters: [{ name: __proto__, in: formData, type: integer }]", "consumes: [application/x-www-form-urlencoded]"),
    pointer: `${CONTENT}/${FORM}/schema/properties/__proto__`,
    is: { type: "integer" },
    from: "/paths/~1a/post/parameters/0",
  },
  {
    what: "a file",
    swagger: operation("consumes: [multipart/form-data], parameters: [{ name: f, in: formData, type: file }]"),
    pointer: CONTENT,
    is: { "multipart/form-data": { schema: { type: "object", properties: { f: { type: "string", format: "binary" } } } } },
  },
  {
    what: "a response",
    swagger: "produces: [a/b]\npaths: { /a: { post: { responses: { 200: { description: d, schema: {}, examples: { a/b: 1 } } } } } }",
    pointer: `${POST}/responses/200`,
    is: {
      description: "d",
      headers: {},
      content: { "a/b": { schema: { $ref: "api.yaml#/paths/~1a/post/responses/200/schema" }, example: 1 } },
    },
  },
  {
    what: "a response without schema",
    swagger: "produces: [a/b]\npaths: { /a: { post: { responses: { 204: { description: d } } } } }",
    pointer: `${POST}/responses/204`,
    is: { description: "d", headers: {} },
  },
  {
    what: "a response of any type",
    swagger: "paths: { /a: { post: { responses: { default: { description: d, schema: {} } } } } }",
    pointer: `${POST}/responses/default/content`,
    is: { "*/*": { schema: { $ref: "api.yaml#/paths/~1a/post/responses/default/schema" } } },
  },
  {
    what: "a file answered",
    swagger: "produces: [a/b]\npaths: { /a: { post: { responses: { 200: { description: d, schema: { type: file } } } } } }",
    pointer: `${POST}/responses/200/content/a~1b/schema`,
    is: { type: "string", format: "binary" },
    from: "/paths/~1a/post/responses/200/schema",
  },
  {
    what: "a header of a response",
    swagger:
      "paths: { /a: { post: { responses: { 200: { description: d, headers: { X: { type: array, items: { type: string }, description: e } } } } } } }",
    pointer: `${POST}/responses/200/headers/X`,
    is: { description: "e", style: "simple", explode: false, schema: strings },
  },
  {
    what: "a shared response",
    swagger:
      "produces: [a/b]\nresponses: { r: { description: d } }\npaths: { /a: { post: { responses: { 200: { $ref: '#/responses/r' } } } } }",
    pointer: "/components/responses/0",
    is: { description: "d", headers: {} },
    from: "/responses/r",
  },
  {
    what: "basic",
    swagger: "securityDefinitions: { s: { type: basic } }",
    pointer: "/components/securitySchemes/s",
    is: { type: "http", scheme: "basic" },
    from: "/securityDefinitions/s",
  },
  {
    what: "apiKey",
    swagger: "securityDefinitions: { s: { type: apiKey, name: k, in: query } }",
    pointer: "/components/securitySchemes/s",
    is: { type: "apiKey", name: "k", in: "query" },
    from: "/securityDefinitions/s",
  },
  ...FLOWS.map(({ flow, urls, flows }) => ({
    what: `oauth2 ${flow}`,
    swagger: `securityDefinitions: { s: { type: oauth2, flow: ${flow}, ${urls}, scopes: { x: y } } }`,
    pointer: "/components/securitySchemes/s",
    is: { type: "oauth2", flows },
  })),
  {
    what: "security, tags and the like",
    swagger: operation("operationId: o, tags: [t], deprecated: true, security: [{ s: [] }], x-own: 1"),
    pointer: POST,
    is: { operationId: "o", tags: ["t"], deprecated: true, security: [{ s: [] }], "x-own": 1, parameters: [], responses: {} },
  },
];

for (const { what, swagger, pointer, is, from } of ROWS) {
  test(what, () => {
    const converted = convert(swagger);
    assert.deepEqual(converted.issues, []);
    assert.deepEqual(converted.at(pointer), is);
    if (from !== undefined) assert.equal(converted.origin(pointer), from);
  });
}

test("a response that two operations share under other media types is two", () => {
  const text = `produces: [a/b]
responses: { r: { description: d, schema: {} } }
paths:
  /a: { get: { responses: { 200: { $ref: '#/responses/r' } } }, put: { produces: [c/d], responses: { 200: { $ref: '#/responses/r' } } } }
  /b: { get: { responses: { 200: { $ref: '#/responses/r' } } } }`;
  const converted = convert(text);
  const at = (pointer: string): unknown => converted.at(pointer);
  assert.deepEqual(at("/paths/~1a/get/responses/200"), at("/paths/~1b/get/responses/200"));
  assert.notDeepEqual(at("/paths/~1a/get/responses/200"), at("/paths/~1a/put/responses/200"));
});

test("a reference that goes round in a circle is an issue and no loop", () => {
  const text = operation("parameters: [{ $ref: '#/parameters/p' }]", "parameters: { p: { $ref: '#/parameters/p' } }");
  assert.deepEqual(convert(text).issues, ["openapi.ref_cycle /paths/~1a/post/parameters/0"]);
});
