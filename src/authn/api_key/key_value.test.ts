import assert from "node:assert/strict";
import { test } from "node:test";
import { exchange } from "../../../test/support/exchange.ts";
import { readKeyValues } from "./key_value.ts";

test("header, query and cookie values are read where they are declared, each repetition of them", () => {
  const e = exchange({
    headers: [
      ["x-api-key", "h1"],
      ["cookie", "a=1; sid=c1"],
      ["x-api-key", "h2"],
      ["cookie", "sid=c2"],
    ],
    query: "k=q1&x=1&k=q2",
  });
  assert.deepEqual(readKeyValues(e, { in: "header", name: "x-api-key" }), ["h1", "h2"]);
  assert.deepEqual(readKeyValues(e, { in: "query", name: "k" }), ["q1", "q2"]);
  assert.deepEqual(readKeyValues(e, { in: "cookie", name: "sid" }), ["c1", "c2"]);
  assert.deepEqual(readKeyValues(exchange(), { in: "query", name: "k" }), []);
  assert.deepEqual(readKeyValues(exchange(), { in: "cookie", name: "sid" }), []);
});

test("a cookie field that parsers divide differently is no value but a doubt", () => {
  const e = exchange({ headers: [["cookie", 'a="x; sid=k; b=y"']] });
  assert.deepEqual(readKeyValues(e, { in: "cookie", name: "sid" }), [null]);
});
