import assert from "node:assert/strict";
import { test } from "node:test";
import { XmlNamespaces } from "./xml_namespaces.ts";

test("a prefix means the nearest declaration; the default one may be undone", () => {
  const outer = new XmlNamespaces().enter(
    new Map([
      ["", "urn:a"],
      ["p", "urn:p"],
    ]),
  );
  const inner = outer?.enter(
    new Map([
      ["", ""],
      ["p", "urn:q"],
    ]),
  );
  assert.deepEqual([outer?.resolve(""), outer?.resolve("p"), outer?.resolve("x")], ["urn:a", "urn:p", null]);
  assert.deepEqual([inner?.resolve(""), inner?.resolve("p")], ["", "urn:q"]);
  assert.equal(new XmlNamespaces().resolve("xml"), "http://www.w3.org/XML/1998/namespace");
  assert.equal(outer?.enter(new Map()), outer);
});

test("reserved prefixes, empty prefixed names and very long names are refused", () => {
  const refused = [
    ["xml", "urn:a"],
    ["xmlns", "urn:a"],
    ["p", ""],
    ["p", "http://www.w3.org/2000/xmlns/"],
    ["p", "x".repeat(513)],
  ] as const;
  for (const [prefix, uri] of refused) assert.equal(new XmlNamespaces().enter(new Map([[prefix, uri]])), null, prefix);
});
