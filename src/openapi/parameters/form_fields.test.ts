import assert from "node:assert/strict";
import { test } from "node:test";
import { parametersOf } from "../../../test/support/judge_parameters.ts";
import { decodeQuery } from "../../codec/query.ts";
import { WorkBudget } from "../../kernel/budget.ts";
import { Judgement } from "../judgement.ts";
import type { Encoding } from "../operation.ts";
import { CHARSET_FIELD, FormFields } from "./form_fields.ts";
import { shapeAt } from "./value_shape.ts";

const encoding = (changes: Partial<Encoding>): Encoding => ({
  contentType: null,
  style: null,
  explode: null,
  allowReserved: false,
  headers: new Map(),
  ...changes,
});

function read(
  body: string,
  schema: unknown,
  encodings: Readonly<Record<string, Encoding>> = {},
  undeclaredFields: "refuse" | "ignore" = "refuse",
): unknown {
  const { scope } = parametersOf([{ schema }]);
  const shape = shapeAt({ uri: "doc.json", pointer: "/parameters/0/schema" }, scope.registry) ?? assert.fail();
  const form = new FormFields(shape, new Map(Object.entries(encodings)), { ...scope, undeclaredFields }, null);
  const judgement = new Judgement(new WorkBudget(100_000));
  const pairs = decodeQuery(body);
  assert.ok(!("refused" in pairs));
  const value = form.read(pairs, judgement, (name) => `body:/${name}`);
  const findings = judgement.findings.map(({ code, place }) => `${code} ${place}`);
  return findings.length > 0 ? findings : JSON.parse(JSON.stringify(value));
}

const schema = {
  type: "object",
  properties: {
    s: { type: "string" },
    n: { type: "integer" },
    l: { type: "array", items: { type: "integer" } },
    o: { type: "object", properties: { a: { type: "integer" } } },
  },
};

test("each property by its encoding, without one as form, an object as JSON", () => {
  assert.deepEqual(read("s=1&n=2&l=3&l=4&o=%7B%22a%22:5%7D", schema), { s: "1", n: 2, l: [3, 4], o: { a: 5 } });
  assert.deepEqual(read("o[a]=5", schema, { o: encoding({ style: "deepObject", explode: true }) }), { o: { a: 5 } });
  assert.deepEqual(read("a=5", schema, { o: encoding({ style: "form", explode: true }) }), { o: { a: 5 } });
  assert.deepEqual(read("l=3,4", schema, { l: encoding({ explode: false }) }), { l: [3, 4] });
  assert.deepEqual(read("l=[3,4]", schema, { l: encoding({ contentType: ["application/json"] }) }), { l: [3, 4] });
  assert.deepEqual(read("l=3&l=4", schema, { l: encoding({ contentType: ["text/plain"] }) }), { l: [3, 4] });
});

test("fields that no property declares are refused, ignored, or read where the schema takes them", () => {
  assert.deepEqual(read("x=1&y=2", schema), ["form.undeclared body:/x", "form.undeclared body:/y"]);
  assert.deepEqual(read("s=1&x=1", schema, {}, "ignore"), { s: "1" });
  assert.deepEqual(read("x=1", { ...schema, additionalProperties: { type: "integer" } }), { x: 1 });
  assert.deepEqual(read("x=1", { type: "object" }), { x: "1" });
  assert.deepEqual(read("x=1&x=2", { type: "object" }), ["parameter.repeated body:/x"]);
  assert.deepEqual(read("__proto__=1", { type: "object" }), ["parameter.proto_key body:/__proto__"]);
});

test("a charset field names UTF-8 or nothing", () => {
  assert.deepEqual(read(`${CHARSET_FIELD}=utf-7`, { type: "object" }), [`form.charset body:/${CHARSET_FIELD}`]);
  assert.deepEqual(read(`${CHARSET_FIELD}=UTF-8`, { type: "object" }), { [CHARSET_FIELD]: "UTF-8" });
});
