import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeQuery } from "../../codec/query.ts";
import { SchemaRegistry } from "../schema/registry.ts";
import { isSpread, readFieldStyle } from "./field_style.ts";
import { ParameterFault } from "./parameter_fault.ts";
import type { ValueKind, Written } from "./path_style.ts";
import { decodeQueryPiece } from "./text_codec.ts";
import { shapeOf } from "./value_shape.ts";

function read(query: string, kind: ValueKind, style: Written["style"], explode: boolean): unknown {
  const pairs = decodeQuery(query);
  assert.ok(!("refused" in pairs));
  const value = readFieldStyle(pairs, kind, { name: "p", style, explode, decode: decodeQueryPiece }, shapeOf(new SchemaRegistry(), []));
  if (value instanceof ParameterFault) return `${value.code} ${value.path.join(".")}`;
  return value instanceof Map ? Object.fromEntries(value) : value;
}

// What the specification's table has is in test/conformance/parameters; here is what it has not.
test("one value is in one field, and what is empty or given twice is refused", () => {
  const rows: readonly (readonly [query: string, kind: ValueKind, style: Written["style"], explode: boolean, value: unknown])[] = [
    ["", "scalar", "form", true, "parameter.empty "],
    ["p=1&p=2", "scalar", "form", true, "parameter.repeated "],
    ["p=1&q=2", "array", "form", true, "parameter.style "],
    ["p=1&p=", "array", "form", true, "parameter.empty 1"],
    ["p=1,2&p=3", "array", "form", false, "parameter.repeated "],
    ["p=", "array", "form", false, "parameter.empty "],
    ["p=a%2C1,2", "array", "form", false, ["a,1", "2"]],
    ["p=a,1,a,2", "object", "form", false, "parameter.repeated a"],
    ["a=1&%61=2", "object", "form", true, "parameter.repeated a"],
    ["p=a+b%20c", "array", "spaceDelimited", false, ["a", "b", "c"]],
    ["p=a++b", "array", "spaceDelimited", false, "parameter.empty 1"],
    ["p=a|1", "object", "pipeDelimited", false, { a: "1" }],
  ];
  for (const [query, kind, style, explode, value] of rows) assert.deepEqual(read(query, kind, style, explode), value, query);
  assert.equal(rows.length, 12);
});

test("only exploded styles of fields and deepObject are spread over several", () => {
  assert.ok(isSpread({ style: "deepObject", explode: false }) && isSpread({ style: "form", explode: true }));
  assert.ok(!isSpread({ style: "form", explode: false }) && !isSpread({ style: "matrix", explode: true }));
});
