import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { writeXml } from "../../test/support/write_xml.ts";
import { WorkBudget } from "../kernel/budget.ts";
import { DEFAULT_XML_LIMITS, parseXml, type XmlElement, type XmlLimits } from "./xml.ts";

const parse = (text: string | Uint8Array, limits: Partial<XmlLimits> = {}) =>
  parseXml(
    typeof text === "string" ? new TextEncoder().encode(text) : text,
    { ...DEFAULT_XML_LIMITS, ...limits },
    new WorkBudget(1_000_000),
  );

/** A tree in short: `name{namespace}[attributes](children or text)`. */
function short({ local, namespace, attributes, children, text }: XmlElement): string {
  const list = attributes
    .map((attribute) => `${attribute.namespace === "" ? "" : `{${attribute.namespace}}`}${attribute.local}=${attribute.value}`)
    .join(",");
  return `${namespace === "" ? "" : `{${namespace}}`}${local}[${list}](${children.length > 0 ? children.map(short).join("") : text})`;
}

const read = (text: string | Uint8Array, limits?: Partial<XmlLimits>): string => {
  const root = parse(text, limits);
  return "refused" in root ? root.refused : short(root);
};

test("well-formed documents give their elements, attributes and text", () => {
  const rows = [
    ["<a/>", "a[]()"],
    ["<a></a >", "a[]()"],
    ['<?xml version="1.0"?>\n<a>x</a>\n', "a[](x)"],
    ["<?xml version='1.0' encoding='utf-8' standalone='no' ?><a/>", "a[]()"],
    ["\ufeff<a/>", "a[]()"],
    ["<!-- c --><a/><!-- d -->", "a[]()"],
    ["<a> <b>1</b>\n<!-- c --><b>2</b> </a>", "a[](b[](1)b[](2))"],
    [`<a x="1" y='&lt;"'>t&amp;u</a>`, 'a[x=1,y=<"](t&u)'],
    ["<a>x<![CDATA[<b>&amp;]]>y</a>", "a[](x<b>&amp;y)"],
    ['<a xmlns="urn:d" xmlns:p="urn:p" p:x="1" x="2"><p:b/></a>', "{urn:d}a[{urn:p}x=1,x=2]({urn:p}b[]())"],
    ['<p:a xmlns:p="urn:p"><b/></p:a>', "{urn:p}a[](b[]())"],
    ["<é-1.x/>", "é-1.x[]()"],
  ] as const;
  for (const [text, tree] of rows) assert.equal(read(text), tree, text);
  assert.equal(rows.length, 12);
});

test("what made XML dangerous, and what readers disagree on, is refused", () => {
  const rows = [
    ["", "syntax"],
    ["x", "syntax"],
    ["<a>", "syntax"],
    ["<a></b>", "syntax"],
    ["<a/><b/>", "syntax"],
    ["<a/>x", "syntax"],
    ["<a x=1/>", "syntax"],
    ['<a x="1"y="2"/>', "syntax"],
    ["<a:b:c/>", "syntax"],
    ["<1/>", "syntax"],
    ["<a>]]></a>", "syntax"],
    ["<a>\0</a>", "syntax"],
    ["<a><!-- -- --></a>", "syntax"],
    ["<![CDATA[x]]>", "syntax"],
    ['<?xml version="1.1"?><a/>', "syntax"],
    ['<?xml encoding="utf-8" version="1.0"?><a/>', "syntax"],
    [' <?xml version="1.0"?><a/>', "instruction"],
    ['<?xml version="1.0" encoding="utf-16"?><a/>', "encoding"],
    [Uint8Array.of(0x3c, 0xff, 0x3e), "encoding"],
    [Uint8Array.of(0xff, 0xfe, 0x3c, 0, 0x61, 0), "encoding"],
    ["<!DOCTYPE a><a/>", "document_type"],
    ['<!doctype a [<!ENTITY x "y">]><a/>', "document_type"],
    ["<a>&x;</a>", "entity"],
    ['<a x="&x;"/>', "entity"],
    ["<?php x?><a/>", "instruction"],
    ["<p:a/>", "namespace"],
    ['<a p:x="1"/>', "namespace"],
    ['<a xmlns:xml="urn:x"/>', "namespace"],
    ['<a x="1" x="2"/>', "duplicate_attribute"],
    ['<a xmlns="urn:a" xmlns="urn:b"/>', "duplicate_attribute"],
    ['<a xmlns:p="u" xmlns:q="u" p:x="1" q:x="2"/>', "duplicate_attribute"],
    ["<a>ad<!-- -->min</a>", "comment"],
    ["<a>x<b/></a>", "mixed"],
  ] as const;
  for (const [text, fault] of rows) assert.equal(read(text), fault, String(text));
  assert.equal(rows.length, 33);
});

test("each limit admits its value and refuses one more", () => {
  assert.equal(read("<a><b/></a>", { maxDepth: 2 }), "a[](b[]())");
  assert.equal(read("<a><b/></a>", { maxDepth: 1 }), "too_deep");
  assert.equal(read('<a x="1"><b/></a>', { maxNodes: 3 }), "a[x=1](b[]())");
  assert.equal(read('<a x="1"><b/></a>', { maxNodes: 2 }), "too_many");
  assert.equal(read('<a x="1" xmlns="u"/>', { maxAttributes: 1 }), "too_many");
  assert.equal(read("<a>".repeat(100_000)), "too_deep");
});

test("a step per byte is taken before the first is read", () => {
  const budget = new WorkBudget(3);
  assert.deepEqual(parseXml(new TextEncoder().encode("<a/>"), DEFAULT_XML_LIMITS, budget), { refused: "budget", offset: 0 });
});

test("what was written is read", () => {
  const name = fc.constantFrom("a", "b-1", "é");
  const text = fc.string({ unit: fc.constantFrom("a", "<", "&", "\n", "\r", '"', "'", "]", ">", "😀"), maxLength: 6 });
  const treeOver = (children: fc.Arbitrary<XmlElement[]>): fc.Arbitrary<XmlElement> =>
    fc.record(
      {
        local: name,
        namespace: fc.constantFrom("", "urn:x"),
        attributes: fc.uniqueArray(
          fc.record({ local: name, namespace: fc.constantFrom("", "urn:y"), value: text }, { noNullPrototype: true }),
          {
            selector: (attribute) => `${attribute.namespace} ${attribute.local}`,
            maxLength: 3,
          },
        ),
        children,
        text,
      },
      { noNullPrototype: true },
    );
  const leaf = treeOver(fc.constant([]));
  const tree = treeOver(fc.array(treeOver(fc.array(leaf, { maxLength: 2 })), { maxLength: 2 }));
  const settle = (element: XmlElement): XmlElement => ({
    ...element,
    text: element.children.length > 0 ? "" : element.text,
    children: element.children.map(settle),
  });
  fc.assert(
    fc.property(tree, (sketch) => {
      const root = settle(sketch);
      assert.deepEqual(parse(writeXml(root)), root);
    }),
    { numRuns: 200 },
  );
});
