import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { parseTemplate, templateShape } from "./path_template.ts";

test("a template is literals, parameters and patterns", () => {
  const parsed = parseTemplate("/a%20b/{id}/{base}...{head}/");
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.names, ["id", "base", "head"]);
  assert.deepEqual(parsed.segments, [
    { kind: "literal", text: "a b" },
    { kind: "parameter", name: "id" },
    { kind: "pattern", names: ["base", "head"], pattern: { literals: ["", "...", ""] } },
    { kind: "literal", text: "" },
  ]);
});

test("the root is one empty segment", () => {
  const parsed = parseTemplate("/");
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.segments, [{ kind: "literal", text: "" }]);
});

test("what no canonical path can be is refused", () => {
  const rows = [
    "",
    "a",
    "/a//b",
    "/.",
    "/a/..",
    "/%2e%2E",
    "/a;b",
    "/a%3Bb",
    "/a%2Fb",
    "/a%5Cb",
    "/a%00",
    "/%ff",
    "/a?b",
    "/a#b",
    "/{",
    "/}",
    "/{a/b}",
    "/{{a}}",
    "/{a}{b}",
    "/{a}/{a}",
  ];
  for (const template of rows) assert.equal(parseTemplate(template).ok, false, template);
  assert.equal(rows.length, 20);
});

test("templates have the same shape when only names differ", () => {
  const shape = (template: string): string => {
    const parsed = parseTemplate(template);
    return parsed.ok ? templateShape(parsed.segments) : "";
  };
  assert.equal(shape("/a/{x}/{y}.json"), shape("/%61/{z}/{w}.json"));
  const different = ["/a/{x}", "/a/b", "/{a}/x", "/a/{x}/", "/a/{x}.y", "/a/x{x}", "/a/%7B%7D"];
  assert.equal(new Set(different.map(shape)).size, different.length);
});

test("no text makes it throw", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("/", "{", "}", "a", "%", "2", "F", ".", "é") }), (text) => void parseTemplate(text)),
  );
});
