import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { countJsonMembers, decodeJsonKey, skipJsonBlanks, skipJsonString, skipJsonValue } from "./json_scan.ts";

test("the end of a value is found whatever stands in its strings", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1), fc.constantFrom(",1]", "]", "\n}", " ,"), (value, indent, rest) => {
      const text = JSON.stringify(value, null, indent);
      assert.equal(skipJsonValue(text + rest, 0), text.length);
    }),
  );
});

test("strings end at their own quote", () => {
  const rows = ['"a"', '"\\""', '"\\\\"', '"\\u0022"', '""', '"a,:}]"'];
  for (const text of rows) assert.equal(skipJsonString(`${text}x`, 0), text.length, text);
  assert.equal(decodeJsonKey('"a\\u002fb"', 0, 10), "a/b");
  assert.equal(skipJsonBlanks(" \t\r\n{", 0), 4);
});

test("members are counted, not the colons of strings", () => {
  assert.equal(countJsonMembers('{"a:b": ":", "c": {"d": [{"e": 1}]}}'), 4);
});
