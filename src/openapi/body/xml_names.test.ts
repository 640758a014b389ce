import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyParts } from "../../../test/support/judge_body.ts";
import { xmlNamesOf, xmlNameOf, xmlNamespaceOf } from "./xml_names.ts";

test("names of attributes, elements, lists and text as the XML Object gives them", () => {
  const items = { type: "string", xml: { name: "i", namespace: "urn:i" } };
  const { shape } = bodyParts({
    schema: {
      properties: {
        a: { type: "integer", xml: { attribute: true, name: "A" } },
        b: { type: "integer", xml: { nodeType: "attribute" } },
        c: { type: "string", xml: { name: "C", namespace: "urn:c" } },
        d: { type: "array", items },
        e: { type: "array", items, xml: { wrapped: true, name: "E" } },
        f: { type: "array", items: { type: "string" } },
        g: { type: "array", items: { type: "string" }, xml: { nodeType: "element" } },
        t: { type: "string", xml: { nodeType: "text" } },
      },
    },
  });
  const names = xmlNamesOf(shape);
  assert.equal(xmlNamesOf(shape), names);
  assert.deepEqual(
    [...names.attributes].map(([name, { property }]) => `${name}=${property}`),
    ["A=a", "b=b"],
  );
  assert.deepEqual(
    [...names.elements].map(([name, { property, form, namespace }]) => `${name}=${property} ${form} ${namespace ?? "any"}`),
    ["C=c element urn:c", "i=d items urn:i", "E=e wrapped any", "f=f items any", "g=g wrapped any"],
  );
  assert.equal(names.text?.property, "t");
  assert.deepEqual([xmlNameOf(shape), xmlNamespaceOf(shape)], [null, null]);
});
