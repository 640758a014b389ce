import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { queryValues } from "./query_values.ts";

test("every spelling that an upstream would read as the name is found", () => {
  const rows: readonly (readonly [string, readonly (string | null)[]])[] = [
    ["", []],
    ["a=1", []],
    ["access_token=x", ["x"]],
    ["access_token", [""]],
    ["access_token=", [""]],
    ["a=1&access_token=x&b=2", ["x"]],
    ["access_token=x&access_token=y", ["x", "y"]],
    ["access%5ftoken=x", ["x"]],
    ["%61ccess_token=a%20b", ["a b"]],
    ["access_token=a=b", ["a=b"]],
    ["access_token=%zz", [null]],
    ["access_token=%ff", [null]],
    ["%zz=1&access_token=x", ["x"]],
    ["x=access_token=y", []],
    ["Access_token=x", []],
    ["access_tokens=x", []],
    ["&&access_token=x&", ["x"]],
  ];
  for (const [query, values] of rows) assert.deepEqual(queryValues(query, "access_token"), values, query);
  assert.equal(rows.length, 17);
});

test("it agrees with the browser's reading wherever that is unambiguous", () => {
  const pair = fc.tuple(fc.constantFrom("k", "access_token", "%6b", "a+b"), fc.constantFrom("", "v", "a+b", "%20", "x=y"));
  fc.assert(
    fc.property(fc.array(pair), (pairs) => {
      const query = pairs.map(([name, value]) => `${name}=${value}`).join("&");
      for (const name of ["k", "access_token", "a b"]) assert.deepEqual(queryValues(query, name), new URLSearchParams(query).getAll(name));
    }),
  );
});
