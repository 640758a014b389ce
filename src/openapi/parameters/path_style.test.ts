import assert from "node:assert/strict";
import { test } from "node:test";
import { ParameterFault } from "./parameter_fault.ts";
import { readTextStyle, type ValueKind, type Written } from "./path_style.ts";
import { decodePathPiece } from "./text_codec.ts";

function read(raw: string, kind: ValueKind, style: Written["style"], explode: boolean): unknown {
  const value = readTextStyle(raw, kind, { name: "p", style, explode, decode: decodePathPiece });
  if (value instanceof ParameterFault) return `${value.code} ${value.path.join(".")}`;
  return value instanceof Map ? Object.fromEntries(value) : value;
}

// What the specification's table has is in test/conformance/parameters; here is what it has not.
test("what a style does not write is refused", () => {
  const rows: readonly (readonly [raw: string, kind: ValueKind, style: Written["style"], explode: boolean, value: unknown])[] = [
    ["", "array", "simple", false, "parameter.empty "],
    ["", "object", "simple", true, "parameter.empty "],
    ["a", "scalar", "label", false, "parameter.style "],
    [".", "array", "label", true, "parameter.empty "],
    [".1.5", "scalar", "label", true, "1.5"],
    ["p=a", "scalar", "matrix", false, "parameter.style "],
    [";q=a", "scalar", "matrix", false, "parameter.style "],
    [";p=a;p=b", "scalar", "matrix", false, "parameter.repeated "],
    [";p=a;p=b", "array", "matrix", false, "parameter.repeated "],
    [";p=a;q=b", "array", "matrix", true, "parameter.style "],
    [";p=a;p=", "array", "matrix", true, "parameter.empty 1"],
    [";p=a;p=%", "array", "matrix", true, "parameter.encoding 1"],
    [";a=1;a=2", "object", "matrix", true, "parameter.repeated a"],
    [";a=1;%=2", "object", "matrix", true, "parameter.encoding "],
    [";a=%", "object", "matrix", true, "parameter.encoding a"],
    [";a=1;", "object", "matrix", true, "parameter.style "],
    [";%70=a", "scalar", "matrix", false, "a"],
  ];
  for (const [raw, kind, style, explode, value] of rows)
    assert.deepEqual(read(raw, kind, style, explode), value, `${style} ${kind} ${raw}`);
  assert.equal(rows.length, 17);
});
