import assert from "node:assert/strict";
import { test } from "node:test";
import { readXmlText } from "./xml_text.ts";

test("references are undone and blanks normalised, each where XML says", () => {
  const rows = [
    ["text", "a&lt;b&gt;&amp;&apos;&quot;&#65;&#x42;&#128512;", "a<b>&'\"AB😀"],
    ["text", "a\r\nb\rc\td", "a\nb\nc\td"],
    ["text", "&amp;lt;", "&lt;"],
    ["text", "&#13;", "\r"],
    ["attribute", "a\r\nb\nc\td&#10;", "a b c d\n"],
    ["raw", "a&lt;<]]\r\n", "a&lt;<]]\n"],
  ] as const;
  for (const [kind, text, expected] of rows) assert.deepEqual(readXmlText(text, 0, text.length, kind), { ok: true, text: expected }, text);
  assert.equal(rows.length, 6);
});

test("other entities, characters that are none and delimiters are refused with their place", () => {
  const rows = [
    ["text", "a&b;", 1],
    ["text", "a&", 1],
    ["text", "&lt", 0],
    ["text", "&#0;", 0],
    ["text", "&#xD800;", 0],
    ["text", "&#x110000;", 0],
    ["text", "&#xg;", 0],
    ["text", "&#;", 0],
    ["text", "&#00000000000000065;", 0],
    ["text", "a\0", 1],
    ["text", "a]]>", 1],
    ["attribute", "a<", 1],
    ["raw", "\u000b", 0],
  ] as const;
  for (const [kind, text, at] of rows) assert.deepEqual(readXmlText(text, 0, text.length, kind), { ok: false, at }, text);
  assert.equal(rows.length, 13);
});
