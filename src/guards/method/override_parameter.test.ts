import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { namesMethodOverride } from "./override_parameter.ts";

test("`_method` is found wherever and however it is written", () => {
  const rows = [
    "_method=PUT",
    "a=1&_method=PUT",
    "a=1;_method=PUT",
    "_METHOD=put",
    "%5fmethod=PUT",
    "%5Fm%65thod",
    "_method",
    "a&_method&b",
    "_method[]=x",
    "_method%5B%5D=x",
    "_method%3DPUT",
    "_method%00=PUT",
    "&&_method=",
  ];
  for (const query of rows) assert.equal(namesMethodOverride(query), true, query);
  assert.equal(rows.length, 13);
});

test("other parameters, and values that read alike, are not taken for it", () => {
  const rows = [
    "",
    "a=_method",
    "x_method=1",
    "_methods=1",
    "_metho",
    "_metho%",
    "%5",
    "payment_method=card",
    "_method_=1",
    "a=1&b=_method=2",
    "__method=1",
  ];
  for (const query of rows) assert.equal(namesMethodOverride(query), false, query);
  assert.equal(rows.length, 11);
});

test("every percent-encoding of a name found is found", () => {
  const encode = (text: string, which: readonly boolean[]): string =>
    Array.from(text, (char, index) => (which[index] === true ? `%${char.charCodeAt(0).toString(16)}` : char)).join("");
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }), fc.string(), (which, after) =>
      assert.equal(namesMethodOverride(`a=b&${encode("_method", which)}=${after}`), true),
    ),
  );
});

test("no text makes it throw", () => {
  fc.assert(fc.property(fc.string(), (text) => assert.equal(typeof namesMethodOverride(text), "boolean")));
});
