/** A Swagger 2.0 document and the OpenAPI 3.0 document somebody wrote by hand for the same API judge every request alike. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type RequestSketch, requestJudge } from "../../../test/support/judge_request.ts";

const SWAGGER = `swagger: "2.0"
info: { title: Shop, version: "1" }
consumes: [application/json]
definitions:
  Base: { type: object, discriminator: kind, required: [kind, id], properties: { kind: { type: string }, id: { type: integer, readOnly: true } } }
  Order:
    allOf:
      - { $ref: '#/definitions/Base' }
      - type: object
        required: [note]
        properties:
          note: { type: string, x-nullable: true, maxLength: 5 }
          price: { type: number, minimum: 0, exclusiveMinimum: true }
          next: { $ref: '#/definitions/Order' }
parameters:
  note: { name: note, in: query, type: string, enum: [a, b] }
paths:
  /things:
    post:
      parameters:
        - { $ref: '#/parameters/note' }
        - { name: csv, in: query, type: array, items: { type: integer }, maxItems: 2 }
        - { name: ssv, in: query, type: array, items: { type: string, maxLength: 2 }, collectionFormat: ssv }
        - { name: pipes, in: query, type: array, items: { type: string }, collectionFormat: pipes, uniqueItems: true }
        - { name: multi, in: query, type: array, items: { type: boolean }, collectionFormat: multi }
        - { name: empty, in: query, type: integer, allowEmptyValue: true }
        - { name: above, in: query, type: integer, minimum: 3, exclusiveMinimum: true }
        - { name: X-Ids, in: header, type: array, items: { type: integer } }
        - { name: order, in: body, required: true, schema: { $ref: '#/definitions/Order' } }
      responses: { 200: { description: ok } }
`;

const TWIN = `openapi: 3.0.3
info: { title: Shop, version: "1" }
components:
  schemas:
    Base: { type: object, discriminator: { propertyName: kind }, required: [kind, id], properties: { kind: { type: string }, id: { type: integer, readOnly: true } } }
    Order:
      allOf:
        - { $ref: '#/components/schemas/Base' }
        - type: object
          required: [note]
          properties:
            note: { type: string, nullable: true, maxLength: 5 }
            price: { type: number, minimum: 0, exclusiveMinimum: true }
            next: { $ref: '#/components/schemas/Order' }
paths:
  /things:
    post:
      parameters:
        - { name: note, in: query, schema: { type: string, enum: [a, b] } }
        - { name: csv, in: query, style: form, explode: false, schema: { type: array, items: { type: integer }, maxItems: 2 } }
        - { name: ssv, in: query, style: spaceDelimited, explode: false, schema: { type: array, items: { type: string, maxLength: 2 } } }
        - { name: pipes, in: query, style: pipeDelimited, explode: false, schema: { type: array, items: { type: string }, uniqueItems: true } }
        - { name: multi, in: query, style: form, explode: true, schema: { type: array, items: { type: boolean } } }
        - { name: empty, in: query, allowEmptyValue: true, schema: { type: integer } }
        - { name: above, in: query, schema: { type: integer, minimum: 3, exclusiveMinimum: true } }
        - { name: X-Ids, in: header, style: simple, schema: { type: array, items: { type: integer } } }
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
      responses: { 200: { description: ok } }
`;

const GOOD = '{"kind":"Order","note":"n","price":1,"next":{"kind":"Order","note":null}}';
const query = (text: string): RequestSketch => ({ query: text, body: GOOD });
const body = (text: string): RequestSketch => ({ body: text });

/** What each request comes to by the two documents, by hand. */
const ROWS: readonly (readonly [request: RequestSketch, outcome: string])[] = [
  [{ body: GOOD }, "pass"],
  [query("note=a&csv=1,2&ssv=ab%20cd&pipes=a%7Cb&multi=true&multi=false&empty=&above=4"), "pass"],
  [query("note=c"), "422 invalid_request: schema.enum query:note"],
  [query("csv=1,2,3"), "422 invalid_request: schema.max_items query:csv"],
  [query("csv=1&csv=2"), "400 malformed_request: parameter.repeated query:csv"],
  [query("ssv=ab%20cde"), "422 invalid_request: schema.max_length query:ssv[1]"],
  [query("pipes=a%7Ca"), "422 invalid_request: schema.unique_items query:pipes"],
  [query("multi=true,false"), "422 invalid_request: schema.type query:multi[0]"],
  [query("above=3"), "422 invalid_request: schema.exclusive_minimum query:above"],
  [query("empty=x"), "422 invalid_request: schema.type query:empty"],
  [query("other=1"), "422 invalid_request: parameter.undeclared query:other"],
  [{ body: GOOD, headers: [["x-ids", "1, 2"]] }, "pass"],
  [{ body: GOOD, headers: [["x-ids", "1,x"]] }, "422 invalid_request: schema.type header:x-ids[1]"],
  [{}, "400 malformed_request: body.missing body"],
  [{ body: "a=b", type: "application/x-www-form-urlencoded" }, "415 unsupported_media_type: media.undeclared header:content-type"],
  [body('{"kind":"Order"}'), "422 invalid_request: schema.required body"],
  [body('{"kind":"Order","note":"toolong"}'), "422 invalid_request: schema.max_length body:/note"],
  [body('{"kind":"Order","note":"n","price":0}'), "422 invalid_request: schema.exclusive_minimum body:/price"],
  [body('{"kind":"Order","note":"n","id":1}'), "422 invalid_request: schema.read_only body:/id"],
  [body('{"kind":null,"note":"n"}'), "422 invalid_request: schema.type body:/kind"],
  [body('{"kind":"Order","note":"n","next":{"note":"n"}}'), "422 invalid_request: schema.required body:/next"],
  [body("[]"), "422 invalid_request: schema.type body; schema.type body"],
];

test("parameters and a JSON body", async () => {
  const [swagger, twin] = [await requestJudge(SWAGGER), await requestJudge(TWIN)];
  for (const [request, expected] of ROWS) {
    const shown = JSON.stringify(request);
    assert.equal(twin.outcome(request), expected, shown);
    assert.equal(swagger.outcome(request), expected, shown);
  }
  assert.equal(ROWS.length, 22);
});

test("a finding names its rule where the Swagger document has it", async () => {
  const swagger = await requestJudge(SWAGGER);
  const rules = (request: RequestSketch): readonly (string | undefined)[] => swagger.judge(request).findings.map(({ rule }) => rule);
  assert.deepEqual(rules(query("above=3")), ["api.yaml#/paths/~1things/post/parameters/6/minimum"]);
  assert.deepEqual(rules(query("note=c")), ["api.yaml#/parameters/note/enum"]);
  assert.deepEqual(rules(body('{"kind":"Order","note":"toolong"}')), ["api.yaml#/definitions/Order/allOf/1/properties/note/maxLength"]);
  assert.deepEqual(rules({}), ["api.yaml#/paths/~1things/post/parameters/8"]);
});

const FORM = `swagger: "2.0"
info: { title: Shop, version: "1" }
paths:
  /things:
    post:
      consumes: [application/x-www-form-urlencoded, multipart/form-data]
      parameters:
        - { name: n, in: formData, type: integer, required: true, minimum: 1 }
        - { name: l, in: formData, type: array, items: { type: string, maxLength: 2 }, collectionFormat: multi }
        - { name: f, in: formData, type: file }
      responses: { 200: { description: ok } }
`;

const FORM_TWIN = `openapi: 3.0.3
info: { title: Shop, version: "1" }
components:
  schemas:
    Form:
      type: object
      required: [n]
      properties:
        n: { type: integer, minimum: 1 }
        l: { type: array, items: { type: string, maxLength: 2 } }
        f: { type: string, format: binary }
paths:
  /things:
    post:
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded: { schema: { $ref: '#/components/schemas/Form' }, encoding: { l: { style: form, explode: true } } }
          multipart/form-data: { schema: { $ref: '#/components/schemas/Form' } }
      responses: { 200: { description: ok } }
`;

const URLENCODED = "application/x-www-form-urlencoded";

function multipart(...parts: readonly (readonly [disposition: string, type: string | null, text: string])[]): RequestSketch {
  const lines = parts.map(
    ([disposition, type, text]) =>
      `--b\r\nContent-Disposition: form-data; ${disposition}\r\n${type === null ? "" : `Content-Type: ${type}\r\n`}\r\n${text}\r\n`,
  );
  return { body: `${lines.join("")}--b--\r\n`, type: "multipart/form-data; boundary=b" };
}

const FORM_ROWS: readonly (readonly [request: RequestSketch, outcome: string])[] = [
  [{ body: "n=1&l=a&l=bc", type: URLENCODED }, "pass"],
  [{ body: "l=a", type: URLENCODED }, "422 invalid_request: schema.required body"],
  [{ body: "n=0", type: URLENCODED }, "422 invalid_request: schema.minimum body:/n"],
  [{ body: "n=1&l=abc", type: URLENCODED }, "422 invalid_request: schema.max_length body:/l/0"],
  [{ body: "n=1&x=1", type: URLENCODED }, "422 invalid_request: form.undeclared body:/x"],
  [multipart(['name="n"', null, "1"], ['name="l"', null, "a"], ['name="l"', null, "b"]), "pass"],
  [multipart(['name="n"', null, "1"], ['name="f"; filename="x.bin"', "application/octet-stream", "\u0001"]), "pass"],
  [multipart(['name="n"', null, "0"]), "422 invalid_request: schema.minimum body:/n"],
  [multipart(['name="f"; filename="x"', "text/plain", "x"]), "422 invalid_request: schema.required body"],
  [{ body: '{"n":1}' }, "415 unsupported_media_type: media.undeclared header:content-type"],
  [{}, "400 malformed_request: body.missing body"],
];

test("a form", async () => {
  const [swagger, twin] = [await requestJudge(FORM), await requestJudge(FORM_TWIN)];
  for (const [request, expected] of FORM_ROWS) {
    const shown = JSON.stringify(request);
    assert.equal(twin.outcome(request), expected, shown);
    assert.equal(swagger.outcome(request), expected, shown);
  }
  assert.equal(FORM_ROWS.length, 11);
});
