import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyParts } from "../../../test/support/judge_body.ts";
import { DEFAULT_XML_LIMITS, parseXml } from "../../codec/xml.ts";
import { WorkBudget } from "../../kernel/budget.ts";
import { ParameterFault } from "../parameters/parameter_fault.ts";
import { XmlInstances } from "./xml_instance.ts";

function read(xml: string, schema: unknown): unknown {
  const { scope, shape } = bodyParts({ schema });
  const budget = new WorkBudget(100_000);
  const root = parseXml(new TextEncoder().encode(xml), DEFAULT_XML_LIMITS, budget);
  assert.ok(!("refused" in root), xml);
  const value = new XmlInstances(scope.reader).read(root, shape, budget);
  return value instanceof ParameterFault ? `${value.code} ${value.path.join(".")}` : JSON.parse(JSON.stringify(value));
}

test("the specification's examples of lists (section 4.26.3)", () => {
  const animals = (xml: unknown, item: unknown): unknown => ({
    type: "object",
    properties: {
      animals: {
        type: "array",
        items: { type: "string", ...(item === null ? {} : { xml: { name: item } }) },
        ...(xml === null ? {} : { xml }),
      },
    },
  });
  const rows: readonly (readonly [schema: unknown, xml: string])[] = [
    [animals(null, null), "<r><animals>v</animals><animals>w</animals></r>"],
    [animals({ name: "aliens" }, "animal"), "<r><animal>v</animal><animal>w</animal></r>"],
    [animals({ wrapped: true }, null), "<r><animals><animals>v</animals><animals>w</animals></animals></r>"],
    [animals({ wrapped: true }, "animal"), "<r><animals><animal>v</animal><animal>w</animal></animals></r>"],
    [animals({ wrapped: true, name: "aliens" }, "animal"), "<r><aliens><animal>v</animal><animal>w</animal></aliens></r>"],
    [animals({ wrapped: true, name: "aliens" }, null), "<r><aliens><aliens>v</aliens><aliens>w</aliens></aliens></r>"],
  ];
  for (const [schema, xml] of rows) assert.deepEqual(read(xml, schema), { animals: ["v", "w"] }, xml);
  assert.equal(rows.length, 6);
});

test("values by their types, what is not declared by its own name", () => {
  const schema = {
    type: "object",
    xml: { name: "r", namespace: "urn:r" },
    properties: {
      a: { type: "integer", xml: { attribute: true } },
      b: { type: ["boolean", "null"] },
      o: { type: "object", properties: { x: { type: "number" } } },
    },
  };
  const wrap = (inner: string, attributes: string = ""): string => `<r xmlns="urn:r"${attributes}>${inner}</r>`;
  const rows: readonly (readonly [xml: string, value: unknown])[] = [
    [wrap("<b>true</b><o><x>1.5</x></o>", ' a="5"'), { a: 5, b: true, o: { x: 1.5 } }],
    [wrap("<o/>"), { o: {} }],
    [wrap("<z>1</z>"), { z: "1" }],
    [wrap("<z>1</z><z>2</z>"), { z: ["1", "2"] }],
    [wrap('<z q="1"><y>2</y></z>'), { z: { q: "1", y: "2" } }],
    [wrap("<o>text</o>"), { o: "text" }],
    [wrap("<b>true</b><b>false</b>"), "parameter.repeated b"],
    [wrap("<a>1</a>", ' a="5"'), "xml.name a"],
    [wrap("", ' b="true"'), "xml.name b"],
    [wrap("<__proto__>1</__proto__>"), "parameter.proto_key "],
    [wrap("text", ' a="5"'), "xml.text "],
    ["<r/>", "xml.namespace "],
    ["<q/>", "xml.name "],
  ];
  for (const [xml, value] of rows) assert.deepEqual(read(xml, schema), value, xml);
  assert.equal(rows.length, 13);
});

test("a list at the root, and text of an element with attributes (3.2)", () => {
  assert.deepEqual(read("<l><i>1</i><i>2</i></l>", { type: "array", items: { type: "integer", xml: { name: "i" } } }), [1, 2]);
  assert.equal(read("<l><i>1</i><j>2</j></l>", { type: "array", items: { xml: { name: "i" } } }), "xml.name 1");
  const text = { properties: { unit: { xml: { attribute: true } }, value: { type: "integer", xml: { nodeType: "text" } } } };
  assert.deepEqual(read('<x unit="m">5</x>', text), { unit: "m", value: 5 });
});

test("what is declared without a namespace is in none, or in that of the element around it", () => {
  const schema = {
    type: "object",
    properties: {
      a: { type: "string", xml: { attribute: true } },
      b: { type: "string" },
      l: { type: "array", items: { type: "string", xml: { name: "i" } }, xml: { wrapped: true } },
      m: { type: "array", items: { type: "string", xml: { name: "j", namespace: "urn:m" } }, xml: { wrapped: true } },
    },
  };
  const rows: readonly (readonly [xml: string, value: unknown])[] = [
    ["<r a='1'><b>2</b><l><i>3</i></l></r>", { a: "1", b: "2", l: ["3"] }],
    ["<r xmlns='urn:r'><b>2</b><l><i>3</i></l></r>", { b: "2", l: ["3"] }],
    ["<p:r xmlns:p='urn:r' a='1'><b>2</b><l><i>3</i></l></p:r>", { a: "1", b: "2", l: ["3"] }],
    ["<r><m><p:j xmlns:p='urn:m'>4</p:j></m></r>", { m: ["4"] }],
    ["<r xmlns:e='urn:e'><e:b>2</e:b></r>", "xml.namespace b"],
    ["<r xmlns='urn:r'><b xmlns='urn:e'>2</b></r>", "xml.namespace b"],
    ["<r xmlns:e='urn:e' e:a='1'/>", "xml.namespace a"],
    ["<e:r xmlns:e='urn:e' e:a='1'/>", "xml.namespace a"],
    ["<r xmlns:e='urn:e'><l><e:i>3</e:i></l></r>", "xml.namespace l.0"],
    ["<r><m><j>4</j></m></r>", "xml.namespace m.0"],
  ];
  for (const [xml, value] of rows) assert.deepEqual(read(xml, schema), value, xml);
  assert.equal(rows.length, 10);
});
