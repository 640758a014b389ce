import assert from "node:assert/strict";
import { test } from "node:test";
import { headerFields } from "../../../test/support/exchange.ts";
import { countUndeclared, UNDECLARED_COUNTS_ID, UndeclaredCounts } from "./undeclared.ts";

test("headers that are neither known nor declared are counted, and cookies where none is declared", () => {
  const count = { headers: 0, cookies: 0 };
  const headers = headerFields([
    ["host", "a"],
    ["x-a", "1"],
    ["x-b", "2"],
    ["cookie", "a=1; b=2"],
  ]);
  countUndeclared(headers, new Set(["x-a"]), new Set(), count);
  assert.deepEqual(count, { headers: 1, cookies: 2 });
  countUndeclared(headers, new Set(), new Set(["a"]), count);
  assert.deepEqual(count, { headers: 3, cookies: 2 });
});

test("an operation has one count for as long as the process runs", () => {
  const counts = new UndeclaredCounts();
  counts.of("shop", "listOrders").headers += 1;
  assert.equal(counts.of("shop", "listOrders").headers, 1);
  assert.deepEqual(
    [...counts.entries()].map(([key]) => key),
    ['["shop","listOrders"]'],
  );
  assert.ok(UNDECLARED_COUNTS_ID.startsWith("openapi_request."));
});
