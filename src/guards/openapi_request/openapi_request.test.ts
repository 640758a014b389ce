/** Attacks on validation, each beside a legitimate twin: what is refused, with which code, and where. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compiled } from "../../../test/support/compile_guard.ts";
import { operation } from "../../../test/support/exchange.ts";
import { guardServices } from "../../../test/support/guard_services.ts";
import { compileRequest, documentOf, type RequestSketch, requestJudge } from "../../../test/support/judge_request.ts";
import { openapiRequest } from "./openapi_request.ts";
import { UNDECLARED_COUNTS_ID, UndeclaredCounts } from "./undeclared.ts";

type Row = readonly [name: string, request: RequestSketch, outcome: string];

async function expectRows(yaml: string, rows: readonly Row[], options: unknown = {}): Promise<void> {
  const judge = await requestJudge(yaml, options);
  for (const [name, request, outcome] of rows) assert.equal(judge.outcome(request), outcome, name);
}

const JSON_DOC = documentOf(`requestBody:
  required: true
  content:
    application/json:
      schema:
        type: object
        required: [email, id]
        additionalProperties: false
        properties:
          id: { type: integer, readOnly: true }
          email: { type: string, format: email }
          tags: { type: array, items: { type: string, maxLength: 3 } }
          big: { type: integer, format: int64 }`);

const GOOD = '{"email":"a@b.example"}';
const BAD_REQUEST = "400 malformed_request: ";
const INVALID = "422 invalid_request: ";
const UNSUPPORTED = "415 unsupported_media_type: ";

test("JSON bodies are read strictly and held to their schema", async () => {
  const rows: readonly Row[] = [
    ["a good one", { body: GOOD }, "pass"],
    ["read-only members are not demanded", { body: '{"email":"a@b.example","tags":["a"]}' }, "pass"],
    ["a read-only member is refused", { body: '{"email":"a@b.example","id":1}' }, `${INVALID}schema.read_only body:/id`],
    ["a name twice", { body: '{"email":"a@b.example","email":"x@y.example"}' }, `${BAD_REQUEST}json.duplicate_key body:/email`],
    [
      "a name twice, once escaped",
      { body: '{"email":"a@b.example","\\u0065mail":"x@y.example"}' },
      `${BAD_REQUEST}json.duplicate_key body:/email`,
    ],
    ["__proto__", { body: '{"email":"a@b.example","__proto__":{}}' }, `${BAD_REQUEST}json.proto_key body`],
    ["trailing bytes", { body: `${GOOD}{}` }, `${BAD_REQUEST}json.trailing body`],
    ["a comment", { body: `/* */${GOOD}` }, `${BAD_REQUEST}json.syntax body`],
    ["a byte order mark", { body: `\ufeff${GOOD}` }, `${BAD_REQUEST}json.byte_order_mark body`],
    ["a raw NUL", { body: '{"email":"a\0@b.example"}' }, `${BAD_REQUEST}json.control_character body:/email`],
    ["UTF-16", { body: Uint8Array.from([0x7b, 0, 0x7d, 0]) }, `${BAD_REQUEST}json.syntax body`],
    ["deep nesting", { body: "[".repeat(50_000) }, `${BAD_REQUEST}json.too_deep body:${"/0".repeat(64)}`],
    ["an undeclared member", { body: '{"email":"a@b.example","admin":true}' }, `${INVALID}schema.additional_properties body:/admin`],
    [
      "several faults at once",
      { body: '{"email":"a","tags":["abcd"]}' },
      `${INVALID}schema.format body:/email; schema.max_length body:/tags/0`,
    ],
    ["an int64 too large", { body: '{"email":"a@b.example","big":9223372036854775808}' }, `${INVALID}schema.format body:/big`],
    ["no body", {}, `${BAD_REQUEST}body.missing body`],
    ["an empty body", { body: "" }, `${BAD_REQUEST}body.missing body`],
  ];
  await expectRows(JSON_DOC, rows);
  assert.equal(rows.length, 17);
});

test("the Content-Type says in one way what the body is", async () => {
  const rows: readonly Row[] = [
    ["any case", { body: GOOD, type: "Application/JSON" }, "pass"],
    ["charset utf-8", { body: GOOD, type: 'application/json; charset="UTF-8"' }, "pass"],
    ["charset utf-16", { body: GOOD, type: "application/json; charset=utf-16" }, `${UNSUPPORTED}media.charset header:content-type`],
    ["charset utf-7", { body: GOOD, type: "application/json;charset=utf-7" }, `${UNSUPPORTED}media.charset header:content-type`],
    [
      "charset twice",
      { body: GOOD, type: "application/json; charset=utf-8; charset=utf-16" },
      `${UNSUPPORTED}media.malformed header:content-type`,
    ],
    ["two types in one field", { body: GOOD, type: "application/json, text/plain" }, `${UNSUPPORTED}media.malformed header:content-type`],
    ["two fields", { body: GOOD, headers: [["content-type", "text/plain"]] }, `${UNSUPPORTED}media.repeated header:content-type`],
    ["none", { body: GOOD, type: null }, `${UNSUPPORTED}media.missing header:content-type`],
    ["text", { body: GOOD, type: "text/plain" }, `${UNSUPPORTED}media.undeclared header:content-type`],
    ["text/json", { body: GOOD, type: "text/json" }, `${UNSUPPORTED}media.undeclared header:content-type`],
    [
      "a suffix that is not declared",
      { body: GOOD, type: "application/merge-patch+json" },
      `${UNSUPPORTED}media.undeclared header:content-type`,
    ],
    [
      "a form",
      { body: "email=a@b.example", type: "application/x-www-form-urlencoded" },
      `${UNSUPPORTED}media.undeclared header:content-type`,
    ],
    ["a wildcard", { body: GOOD, type: "*/*" }, `${UNSUPPORTED}media.malformed header:content-type`],
  ];
  await expectRows(JSON_DOC, rows);
  assert.equal(rows.length, 13);
});

test("the closest media range decides", async () => {
  const yaml = documentOf(`requestBody:
  content:
    "*/*": { schema: { type: object, required: [any], properties: { any: {} } } }
    application/*: { schema: { type: object, required: [app] } }
    application/json: { schema: { type: object, required: [json] } }`);
  await expectRows(yaml, [
    ["exact", { body: "{}" }, `${INVALID}schema.required body`],
    ["exact, good", { body: '{"json":1}' }, "pass"],
    ["subtype wildcard, JSON", { body: '{"app":1}', type: "application/problem+json" }, "pass"],
    [
      "subtype wildcard does not take the exact one's schema",
      { body: '{"json":1}', type: "application/x+json" },
      `${INVALID}schema.required body`,
    ],
    ["any, form", { body: "any=1", type: "application/x-www-form-urlencoded" }, `${INVALID}schema.required body`],
    ["any, XML", { body: "<r><any>1</any></r>", type: "text/xml" }, "pass"],
    [
      "what can't be decoded can't hide behind a wildcard",
      { body: "x", type: "application/x-thing" },
      `${UNSUPPORTED}media.undecodable header:content-type`,
    ],
  ]);
});

test("parameters: undeclared, polluted, missing", async () => {
  const yaml = documentOf(
    `security: [{ key: [] }]
parameters:
  - { name: id, in: query, required: true, schema: { type: integer, minimum: 1 } }
  - { name: ids, in: query, explode: false, schema: { type: array, items: { type: integer }, maxItems: 3 } }
  - { name: filter, in: query, style: deepObject, schema: { type: object, additionalProperties: false, properties: { a: { type: string } } } }
  - { name: X-Tenant, in: header, required: true, schema: { type: string, pattern: "^[a-z]+$" } }
  - { name: sid, in: cookie, schema: { type: string, minLength: 4 } }`,
    "components: { securitySchemes: { key: { type: apiKey, name: api_key, in: query } } }",
    "get",
  );
  const headers = [["x-tenant", "acme"]] as const;
  const rows: readonly Row[] = [
    ["good", { query: "id=1&ids=1,2&filter[a]=x&api_key=secret", headers: [...headers, ["cookie", "sid=abcd; other=1"]] }, "pass"],
    ["undeclared", { query: "id=1&admin=true", headers }, `${INVALID}parameter.undeclared query:admin`],
    ["another case is another name", { query: "id=1&ID=2", headers }, `${INVALID}parameter.undeclared query:ID`],
    ["an encoded name is the same name", { query: "id=1&%69d=2", headers }, `${BAD_REQUEST}parameter.repeated query:id`],
    ["polluted", { query: "id=1&id=2", headers }, `${BAD_REQUEST}parameter.repeated query:id`],
    ["polluted in PHP's way", { query: "id[]=1", headers }, `${INVALID}parameter.missing query:id; parameter.undeclared query:id[]`],
    ["no number", { query: "id=1%20or%201=1", headers }, `${INVALID}schema.type query:id`],
    ["an item that is none", { query: "id=1&ids=1,x", headers }, `${INVALID}schema.type query:ids[1]`],
    ["too many items", { query: "id=1&ids=1,2,3,4", headers }, `${INVALID}schema.max_items query:ids`],
    ["an undeclared property", { query: "id=1&filter[b]=x", headers }, `${INVALID}schema.additional_properties query:filter[b]`],
    ["missing", { headers }, `${INVALID}parameter.missing query:id`],
    ["a semicolon, at which some servers divide", { query: "id=1;admin=1", headers }, `${BAD_REQUEST}parameter.semicolon query:id`],
    ["a header missing", { query: "id=1" }, `${INVALID}parameter.missing header:x-tenant`],
    ["a header twice", { query: "id=1", headers: [...headers, ["x-tenant", "evil"]] }, `${BAD_REQUEST}parameter.repeated header:x-tenant`],
    ["a header that does not fit", { query: "id=1", headers: [["x-tenant", "a b"]] }, `${INVALID}schema.pattern header:x-tenant`],
    [
      "a cookie twice",
      { query: "id=1", headers: [...headers, ["cookie", "sid=abcd; sid=efgh"]] },
      `${BAD_REQUEST}parameter.repeated cookie:sid`,
    ],
    [
      "a cookie sandwich",
      { query: "id=1", headers: [...headers, ["cookie", '$Version=1; sid="a; x="']] },
      `${BAD_REQUEST}cookie.malformed header:cookie`,
    ],
    ["a body", { query: "id=1", headers, body: "{}" }, `${BAD_REQUEST}body.undeclared body`],
  ];
  await expectRows(yaml, rows);
  assert.equal(rows.length, 18);
  await expectRows(yaml, [["undeclared, ignored", { query: "id=1&admin=true", headers }, "pass"]], { undeclared_query: "ignore" });
});

const FORM_DOC = documentOf(`requestBody:
  content:
    application/x-www-form-urlencoded:
      schema:
        type: object
        required: [name]
        properties:
          name: { type: string, minLength: 1 }
          age: { type: integer }
          tags: { type: array, items: { type: string } }
          ids: { type: array, items: { type: integer } }
          address: { type: object, additionalProperties: false, properties: { street: { type: string } } }
          deep: { type: object, properties: { a: { type: integer } } }
      encoding:
        ids: { style: pipeDelimited, explode: false }
        deep: { style: deepObject, explode: true }`);

test("forms: each field by its encoding", async () => {
  const type = "application/x-www-form-urlencoded";
  const rows: readonly Row[] = [
    ["good", { type, body: "name=a+b&age=5&tags=x&tags=y&ids=1|2&address=%7B%22street%22:%22s%22%7D&deep[a]=1" }, "pass"],
    ["undeclared", { type, body: "name=a&role=admin" }, `${INVALID}form.undeclared body:/role`],
    ["a field twice", { type, body: "name=a&name=b" }, `${BAD_REQUEST}parameter.repeated body:/name`],
    ["no number", { type, body: "name=a&age=5x" }, `${INVALID}schema.type body:/age`],
    ["in an item", { type, body: "name=a&ids=1|x" }, `${INVALID}schema.type body:/ids/1`],
    ["in JSON", { type, body: "name=a&address=%7B%22x%22:1%7D" }, `${INVALID}schema.additional_properties body:/address/x`],
    [
      "JSON with a name twice",
      { type, body: "name=a&address=%7B%22street%22:1,%22street%22:2%7D" },
      `${BAD_REQUEST}parameter.json body:/address[street]`,
    ],
    ["missing", { type, body: "age=5" }, `${INVALID}schema.required body`],
    ["malformed", { type, body: "name=%" }, `${BAD_REQUEST}form.encoding body`],
    ["raw bytes", { type, body: "name=é" }, `${BAD_REQUEST}form.encoding body`],
    ["a line break", { type, body: "name=a\r\n" }, `${BAD_REQUEST}form.encoding body`],
    ["NUL", { type, body: "name=a%00b" }, `${BAD_REQUEST}parameter.nul body:/name`],
    ["a field __proto__", { type, body: "name=a&__proto__=1" }, `${BAD_REQUEST}parameter.proto_key body:/__proto__`],
    ["a charset", { type: `${type}; charset=utf-7`, body: "name=a" }, `${UNSUPPORTED}media.charset header:content-type`],
    ["too many fields", { type, body: `name=a${"&tags=x".repeat(1_000)}` }, `${BAD_REQUEST}form.too_many body`],
  ];
  await expectRows(FORM_DOC, rows);
  assert.equal(rows.length, 15);
  await expectRows(
    FORM_DOC,
    [
      ["undeclared, ignored", { type, body: "name=a&role=admin" }, "pass"],
      ["a charset field is read all the same", { type, body: "name=a&_charset_=utf-7" }, `${BAD_REQUEST}form.charset body:/_charset_`],
    ],
    { undeclared_fields: "ignore" },
  );
});

const MULTIPART_DOC = documentOf(`requestBody:
  content:
    multipart/form-data:
      schema:
        type: object
        required: [title]
        properties:
          title: { type: string, maxLength: 10 }
          count: { type: integer }
          meta: { type: object, additionalProperties: false, properties: { a: { type: integer } } }
          photo: { type: string, contentMediaType: image/png }
          small: { type: string, format: binary, maxLength: 4 }
          files: { type: array, maxItems: 2, items: { type: string, format: binary } }
      encoding:
        photo: { contentType: "image/png, image/jpeg", headers: { X-Hash: { required: true, schema: { type: integer } } } }`);

const MULTIPART = "multipart/form-data; boundary=XX";

/** Parts of a form, each given as headers and content. */
function form(...parts: readonly (readonly [headers: string, content: string])[]): string {
  return `${parts.map(([headers, content]) => `--XX\r\nContent-Disposition: form-data; ${headers}\r\n\r\n${content}\r\n`).join("")}--XX--\r\n`;
}

test("multipart: each part by its encoding", async () => {
  const title = ['name="title"', "a"] as const;
  const rows: readonly Row[] = [
    [
      "good",
      {
        type: MULTIPART,
        body: form(
          title,
          ['name="count"', "5"],
          ['name="meta"; filename="blob"\r\nContent-Type: application/json', '{"a":1}'],
          ['name="photo"; filename="a.png"\r\nContent-Type: image/png\r\nX-Hash: 1', "\0\r\n--X"],
          ['name="files"; filename="a"', "1"],
          ['name="files"; filename="b"', "2"],
        ),
      },
      "pass",
    ],
    [
      "no file chosen",
      { type: MULTIPART, body: form(title, ['name="small"; filename=""\r\nContent-Type: application/octet-stream', ""]) },
      "pass",
    ],
    ["JSON without a type", { type: MULTIPART, body: form(title, ['name="meta"', '{"a":"x"}']) }, `${INVALID}schema.type body:/meta/a`],
    ["undeclared", { type: MULTIPART, body: form(title, ['name="role"', "admin"]) }, `${INVALID}form.undeclared body:/role`],
    ["a part twice", { type: MULTIPART, body: form(title, title) }, `${BAD_REQUEST}parameter.repeated body:/title`],
    [
      "too many files",
      { type: MULTIPART, body: form(title, ['name="files"', "1"], ['name="files"', "2"], ['name="files"', "3"]) },
      `${INVALID}schema.max_items body:/files`,
    ],
    [
      "a file for a value",
      { type: MULTIPART, body: form(['name="title"; filename="x"', "a"]) },
      `${BAD_REQUEST}multipart.filename body:/title`,
    ],
    [
      "octets beyond the limit",
      { type: MULTIPART, body: form(title, ['name="small"', "12345"]) },
      `${INVALID}schema.max_length body:/small`,
    ],
    [
      "another type",
      { type: MULTIPART, body: form(title, ['name="photo"; filename="a.svg"\r\nContent-Type: image/svg+xml\r\nX-Hash: 1', "<svg/>"]) },
      `${UNSUPPORTED}multipart.media_type body:/photo`,
    ],
    [
      "no type where one is declared",
      { type: MULTIPART, body: form(title, ['name="photo"\r\nX-Hash: 1', "x"]) },
      `${UNSUPPORTED}multipart.media_type body:/photo`,
    ],
    [
      "a part's header missing",
      { type: MULTIPART, body: form(title, ['name="photo"\r\nContent-Type: image/png', "x"]) },
      `${INVALID}parameter.missing body:/photo:header:x-hash`,
    ],
    [
      "a part's header wrong",
      { type: MULTIPART, body: form(title, ['name="photo"\r\nContent-Type: image/png\r\nX-Hash: x', "x"]) },
      `${INVALID}schema.type body:/photo:header:x-hash`,
    ],
    [
      "a part in another charset",
      { type: MULTIPART, body: form(['name="title"\r\nContent-Type: text/plain; charset=utf-7', "a"]) },
      `${UNSUPPORTED}multipart.charset body:/title`,
    ],
    [
      "a charset for all",
      { type: MULTIPART, body: form(title, ['name="_charset_"', "utf-7"]) },
      `${BAD_REQUEST}form.charset body:/_charset_`,
    ],
    [
      "filename*",
      { type: MULTIPART, body: form(title, ["name=\"small\"; filename*=UTF-8''x", "1"]) },
      `${BAD_REQUEST}multipart.filename body`,
    ],
    [
      "a path for a name",
      { type: MULTIPART, body: form(title, ['name="small"; filename="../x"', "1"]) },
      `${BAD_REQUEST}multipart.filename body`,
    ],
    ["no boundary", { type: "multipart/form-data", body: form(title) }, `${BAD_REQUEST}multipart.boundary body`],
    [
      "two boundaries",
      { type: "multipart/form-data; boundary=XX; boundary=YY", body: form(title) },
      `${UNSUPPORTED}media.malformed header:content-type`,
    ],
    ["a preamble", { type: MULTIPART, body: `x\r\n${form(title)}` }, `${BAD_REQUEST}multipart.preamble body`],
    ["an epilogue", { type: MULTIPART, body: `${form(title)}--YY\r\n` }, `${BAD_REQUEST}multipart.epilogue body`],
    [
      "a longer boundary",
      { type: MULTIPART, body: form(title, ['name="count"', "1\r\n--XXY\r\n2"]) },
      `${BAD_REQUEST}multipart.delimiter body`,
    ],
    [
      "a boundary after a bare line feed",
      { type: MULTIPART, body: form(title, ['name="count"', "1\n--XX\r\n2"]) },
      `${BAD_REQUEST}multipart.delimiter body`,
    ],
    ["cut off", { type: MULTIPART, body: form(title).slice(0, -6) }, `${BAD_REQUEST}multipart.truncated body`],
  ];
  await expectRows(MULTIPART_DOC, rows);
  assert.equal(rows.length, 23);
});

test("XML is decoded into the schema's own names, without what made XML dangerous", async () => {
  const yaml = documentOf(
    `requestBody: { content: { application/xml: { schema: { $ref: "#/components/schemas/Pet" } } } }`,
    `components:
  schemas:
    Pet:
      type: object
      required: [id, name]
      additionalProperties: false
      xml: { name: pet }
      properties:
        id: { type: integer, xml: { attribute: true } }
        name: { type: string, maxLength: 5 }
        tags: { type: array, maxItems: 2, xml: { wrapped: true, name: tags }, items: { type: string, xml: { name: tag } } }
        photos: { type: array, items: { type: string, xml: { name: photo } } }
        owner: { type: object, properties: { age: { type: integer } }, xml: { namespace: "urn:owner" } }`,
  );
  const type = "application/xml";
  const laughs = `<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><pet id="1"><name>&b;</name></pet>`;
  const rows: readonly Row[] = [
    [
      "good",
      {
        type,
        body: `<?xml version="1.0" encoding="UTF-8"?>\n<pet id="1">\n <name>R&amp;D</name><tags><tag>a</tag><tag>b</tag></tags><photo>x</photo><photo>y</photo><o:owner xmlns:o="urn:owner"><age>5</age></o:owner></pet>`,
      },
      "pass",
    ],
    ["entities", { type, body: laughs }, `${BAD_REQUEST}xml.document_type body`],
    ["an external entity", { type, body: `<!DOCTYPE p SYSTEM "file:///etc/passwd"><pet id="1"/>` }, `${BAD_REQUEST}xml.document_type body`],
    ["an undeclared entity", { type, body: `<pet id="1"><name>&x;</name></pet>` }, `${BAD_REQUEST}xml.entity body`],
    ["a processing instruction", { type, body: `<pet id="1"><?php x?></pet>` }, `${BAD_REQUEST}xml.instruction body`],
    [
      "XInclude is an undeclared element",
      { type, body: `<pet id="1"><name>a</name><i:include xmlns:i="urn:i" href="x"/></pet>` },
      `${INVALID}schema.additional_properties body:/include`,
    ],
    ["another encoding", { type, body: `<?xml version="1.0" encoding="UTF-7"?><pet id="1"/>` }, `${BAD_REQUEST}xml.encoding body`],
    ["a comment inside text", { type, body: `<pet id="1"><name>ad<!-- -->min</name></pet>` }, `${BAD_REQUEST}xml.comment body`],
    ["another root", { type, body: `<dog id="1"/>` }, `${BAD_REQUEST}xml.name body`],
    ["an element twice", { type, body: `<pet id="1"><name>a</name><name>b</name></pet>` }, `${BAD_REQUEST}parameter.repeated body:/name`],
    ["an attribute twice", { type, body: `<pet id="1" id="2"/>` }, `${BAD_REQUEST}xml.duplicate_attribute body`],
    [
      "an undeclared element",
      { type, body: `<pet id="1"><name>a</name><role>admin</role></pet>` },
      `${INVALID}schema.additional_properties body:/role`,
    ],
    [
      "an undeclared attribute",
      { type, body: `<pet id="1" role="admin"><name>a</name></pet>` },
      `${INVALID}schema.additional_properties body:/role`,
    ],
    [
      "too many items",
      { type, body: `<pet id="1"><name>a</name><tags><tag>1</tag><tag>2</tag><tag>3</tag></tags></pet>` },
      `${INVALID}schema.max_items body:/tags`,
    ],
    ["another item name", { type, body: `<pet id="1"><name>a</name><tags><x>1</x></tags></pet>` }, `${BAD_REQUEST}xml.name body:/tags/0`],
    ["no number", { type, body: `<pet id="x"><name>a</name></pet>` }, `${INVALID}schema.type body:/id`],
    ["too long", { type, body: `<pet id="1"><name>abcdef</name></pet>` }, `${INVALID}schema.max_length body:/name`],
    [
      "another namespace",
      { type, body: `<pet id="1"><name>a</name><owner><age>1</age></owner></pet>` },
      `${BAD_REQUEST}xml.namespace body:/owner`,
    ],
    ["deep", { type, body: "<a>".repeat(100) }, `${BAD_REQUEST}xml.too_deep body`],
  ];
  await expectRows(yaml, rows);
  assert.equal(rows.length, 19);
});

test("JSON Lines and JSON text sequences are judged item by item", async () => {
  const yaml = documentOf(
    `requestBody:
  content:
    application/jsonl: { itemSchema: { type: object, required: [id] }, schema: { type: array, maxItems: 3 } }
    application/json-seq: { itemSchema: { type: integer } }`,
    "",
    "post",
    "3.2.0",
  );
  const lines = "application/jsonl";
  const records = "application/json-seq";
  await expectRows(yaml, [
    ["good lines", { type: lines, body: '{"id":1}\n{"id":2}\n' }, "pass"],
    ["no last line end", { type: lines, body: '{"id":1}\r\n{"id":2}' }, "pass"],
    ["an item that does not fit", { type: lines, body: '{"id":1}\n{}\n' }, `${INVALID}schema.required body:/1`],
    ["too many", { type: lines, body: '{"id":1}\n'.repeat(4) }, `${INVALID}schema.max_items body`],
    ["a blank line", { type: lines, body: '{"id":1}\n\n{"id":2}\n' }, `${BAD_REQUEST}json.syntax body:/1`],
    ["two texts in a line", { type: lines, body: '{"id":1}{"id":2}\n' }, `${BAD_REQUEST}json.trailing body:/0`],
    ["good records", { type: records, body: "\x1e1\n\x1e2\n" }, "pass"],
    ["a record that is cut", { type: records, body: "\x1e1\n\x1e2" }, `${BAD_REQUEST}body.sequence body`],
    ["no separator", { type: records, body: "1\n" }, `${BAD_REQUEST}body.sequence body`],
  ]);
});

test("text is UTF-8 and of the schema's type", async () => {
  const yaml = documentOf(`requestBody: { content: { text/plain: { schema: { type: integer, maximum: 10 } } } }`);
  await expectRows(yaml, [
    ["good", { type: "text/plain; charset=utf-8", body: "7" }, "pass"],
    ["too large", { type: "text/plain", body: "11" }, `${INVALID}schema.maximum body`],
    ["no number", { type: "text/plain", body: "7\n" }, `${INVALID}schema.type body`],
    ["latin1", { type: "text/plain; charset=iso-8859-1", body: "7" }, `${UNSUPPORTED}media.charset header:content-type`],
    ["no UTF-8", { type: "text/plain", body: Uint8Array.of(0xff) }, `${BAD_REQUEST}text.encoding body`],
  ]);
});

test("bytes that nothing judges stream; a limit of their number needs them whole", async () => {
  const stream = await requestJudge(
    documentOf(
      `requestBody: { content: { application/octet-stream: {}, image/*: { schema: { type: string, format: binary } } } }`,
      "",
      "post",
      "3.0.3",
    ),
  );
  assert.equal(stream.needsBody, false);
  assert.equal(stream.outcome({ type: "image/png", body: "x", streamed: true }), "pass");
  assert.equal(stream.outcome({ type: null, body: "x", streamed: true }), "pass");
  assert.equal(stream.outcome({ type: "text/plain", body: "x", streamed: true }), `${UNSUPPORTED}media.undeclared header:content-type`);
  const limited = await requestJudge(
    documentOf(`requestBody: { content: { application/octet-stream: { schema: { type: string, maxLength: 3 } } } }`),
  );
  assert.equal(limited.needsBody, true);
  assert.equal(limited.outcome({ type: "application/octet-stream", body: Uint8Array.of(1, 255, 3) }), "pass");
  assert.equal(limited.outcome({ type: "application/octet-stream", body: "1234" }), `${INVALID}schema.max_length body`);
});

test("a type that is declared but can't be decoded is reported, not silently skipped", async () => {
  const judge = await requestJudge(documentOf(`requestBody: { content: { application/cbor: { schema: { type: object } } } }`));
  assert.equal(judge.outcome({ type: "application/cbor", body: "x", streamed: true }), "pass: body.not_judged body");
});

test("a body where none is declared is refused, whatever the method, and an empty one is none", async () => {
  for (const method of ["get", "head", "delete", "post"]) {
    const judge = await requestJudge(documentOf("operationId: x", "", method));
    assert.equal(judge.needsBody, false);
    assert.equal(judge.outcome({}), "pass");
    assert.equal(judge.outcome({ body: "" }), "pass");
    assert.equal(judge.outcome({ body: "x", type: null, streamed: true }), `${BAD_REQUEST}body.undeclared body`, method);
  }
});

test("each option changes what it names and no more", async () => {
  const body = '{"email":"a","id":1,"tags":[],"x":1}';
  const open = JSON_DOC.replace("additionalProperties: false", "title: open");
  const rows: readonly (readonly [options: unknown, outcome: string])[] = [
    [{}, `${INVALID}schema.read_only body:/id; schema.format body:/email`],
    [{ status: 400 }, "400 invalid_request: schema.read_only body:/id; schema.format body:/email"],
    [{ read_only: "ignore" }, `${INVALID}schema.format body:/email`],
    [{ formats: "annotate" }, `${INVALID}schema.read_only body:/id`],
    [{ read_only: "ignore", formats: "annotate" }, "pass"],
    [{ read_only: "ignore", formats: "annotate", additional_properties: "strict" }, `${INVALID}schema.additional_properties body:/x`],
  ];
  for (const [options, outcome] of rows) {
    const got = (await requestJudge(open, options)).outcome({ body });
    assert.deepEqual(got.split(": ")[1]?.split("; ").toSorted(), outcome.split(": ")[1]?.split("; ").toSorted(), JSON.stringify(options));
    assert.equal(got.split(": ")[0], outcome.split(": ")[0]);
  }
  assert.equal(rows.length, 6);
});

test("limits: too large is 413, too dear is 422 of its own, and never more than twenty findings", async () => {
  const judge = await requestJudge(JSON_DOC, {}, { maxBytes: 60 });
  assert.equal(judge.outcome({ body: `${GOOD}${" ".repeat(60)}` }), "413 content_too_large: json.too_large body");
  assert.equal(judge.outcome({ body: GOOD, steps: 10 }), "422 work_budget_exceeded: json.budget body");
  const dear = judge.judge({ body: GOOD, steps: 25 });
  assert.equal(dear.kind === "deny" && dear.problem.code, "work_budget_exceeded");
  const parameters = await requestJudge(documentOf("operationId: x", "", "get"));
  const verdict = parameters.judge({ query: Array.from({ length: 200 }, (_, index) => `a${index}=1`).join("&") });
  assert.equal(verdict.kind === "deny" && verdict.findings.length, 20);
});

test("findings never hold the value", async () => {
  const judge = await requestJudge(JSON_DOC);
  const verdict = judge.judge({ body: '{"email":"hunter2-secret","tags":["hunter2"]}' });
  assert.ok(verdict.kind === "deny" && verdict.findings.length === 2);
  assert.ok(!JSON.stringify(verdict.findings).includes("hunter2"));
  assert.ok(verdict.findings.every(({ rule }) => rule?.startsWith("api.yaml#/paths/~1things/post/requestBody/")));
});

test("path parameters of every style are split before they are decoded", async () => {
  const yaml = `openapi: 3.1.1
info: { title: Shop, version: "1" }
paths:
  /things/{id}/{list}/{point}:
    get:
      parameters:
        - { name: id, in: path, required: true, schema: { type: integer } }
        - { name: list, in: path, required: true, schema: { type: array, items: { type: string } } }
        - { name: point, in: path, required: true, style: matrix, explode: true, schema: { type: object, additionalProperties: false, properties: { x: { type: number } } } }
      responses: { "200": { description: ok } }
`;
  const path = { id: "7", list: "a%2Cb,c", point: ";x=1.5" };
  await expectRows(yaml, [
    ["good", { path }, "pass"],
    ["no number", { path: { ...path, id: "7%20" } }, `${INVALID}schema.type path:id`],
    ["an undeclared property", { path: { ...path, point: ";x=1;y=2" } }, `${INVALID}schema.additional_properties path:point[y]`],
  ]);
});

test("a schema that can't be compiled keeps the operation from being served", async () => {
  const issues = await compileRequest(documentOf(`parameters: [{ name: a, in: query, schema: { type: string, pattern: "(a" } }]`));
  assert.ok(Array.isArray(issues) && issues.length === 1);
  assert.match(String(issues[0]), /pattern.*api\.yaml#\/paths\/~1things\/post\/parameters\/0\/schema/u);
});

test("undeclared headers and cookies pass and are counted", async () => {
  const judge = await requestJudge(documentOf("operationId: x", "", "get"));
  assert.equal(
    judge.outcome({
      headers: [
        ["x-anything", "1"],
        ["cookie", "a=1; b=2"],
      ],
    }),
    "pass",
  );
  const counts = judge.services.state(UNDECLARED_COUNTS_ID, () => new UndeclaredCounts());
  assert.deepEqual([...counts.entries()], [['["shop","x"]', { headers: 1, cookies: 2 }]]);
});

test("an API without a document has nothing to be held to", async () => {
  const scope = { api: "shop", operation: operation({ documented: false }), document: null };
  assert.equal((await compiled(openapiRequest, undefined, guardServices(), scope)).kind, "none");
});
