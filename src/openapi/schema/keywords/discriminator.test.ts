import assert from "node:assert/strict";
import { test } from "node:test";
import { planOf, type ValidateSettings, validate } from "../../../../test/support/validate.ts";

const DOCUMENT = {
  openapi: "3.0.3",
  components: {
    schemas: {
      Pet: {
        oneOf: [{ $ref: "#/components/schemas/Cat" }, { $ref: "#/components/schemas/Dog" }],
        discriminator: { propertyName: "kind", mapping: { hound: "Dog", kitty: "#/components/schemas/Cat" } },
      },
      Cat: { type: "object", required: ["lives"], properties: { kind: { type: "string" }, lives: { type: "integer" } } },
      Dog: { type: "object", properties: { kind: { type: "string" }, bark: { type: "string" } } },
      Animal: { type: "object", required: ["kind"], properties: { kind: { type: "string" } }, discriminator: { propertyName: "kind" } },
      Broken: { oneOf: [{ $ref: "#/components/schemas/Cat" }], discriminator: { propertyName: "kind", mapping: { x: "Nothing" } } },
      Loop: { oneOf: [{ $ref: "#/components/schemas/LoopChild" }], discriminator: { propertyName: "kind" } },
      LoopChild: { allOf: [{ $ref: "#/components/schemas/Loop" }, { required: ["a"], properties: { a: { type: "integer" } } }] },
    },
  },
};
const at = (name: string): ValidateSettings => ({ dialect: "openapi-3.0", pointer: `/components/schemas/${name}` });

test("the property names the one alternative to check, by component name, mapped name or mapped reference", () => {
  const rows: readonly (readonly [text: string, errors: readonly string[]])[] = [
    ['{"kind":"Cat","lives":9}', []],
    ['{"kind":"kitty","lives":9}', []],
    ['{"kind":"kitty"}', ["schema.required"]],
    ['{"kind":"hound","bark":1}', ["schema.type /bark"]],
    ['{"kind":"Fish"}', ["schema.discriminator"]],
    ['{"lives":9}', ["schema.discriminator"]],
    ['{"kind":1}', ["schema.discriminator"]],
    ["[]", ["schema.discriminator"]],
  ];
  for (const [text, errors] of rows) assert.deepEqual(validate(DOCUMENT, text, at("Pet")).errors, errors, text);
  assert.equal(rows.length, 8);
});

test("without alternatives a discriminator only describes", () => {
  assert.deepEqual(validate(DOCUMENT, '{"kind":"Whatever","more":1}', at("Animal")).errors, []);
  assert.deepEqual(validate(DOCUMENT, '{"kind":"Whatever","more":1}', { ...at("Animal"), additionalProperties: "strict" }).errors, []);
});

test("a mapping that leads elsewhere is a warning and chooses nothing", () => {
  assert.ok("validate" in planOf(DOCUMENT, at("Broken")));
  assert.deepEqual(validate(DOCUMENT, '{"kind":"x","lives":1}', at("Broken")).errors, ["schema.discriminator"]);
});

test("a child that is composed of its own parent ends", () => {
  assert.deepEqual(validate(DOCUMENT, '{"kind":"LoopChild","a":1}', at("Loop")).errors, []);
  assert.deepEqual(validate(DOCUMENT, '{"kind":"LoopChild"}', at("Loop")).errors, ["schema.required"]);
  assert.deepEqual(validate(DOCUMENT, '{"kind":"Other","a":1}', at("LoopChild")).errors, ["schema.discriminator"]);
});
