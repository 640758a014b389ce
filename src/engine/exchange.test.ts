import assert from "node:assert/strict";
import { test } from "node:test";
import { liveExchange } from "../../test/support/plans.ts";

test("the signal aborts with the exchange, whether it was asked for before or after", () => {
  const before = liveExchange({});
  const { signal } = before;
  assert.equal(signal.aborted, false);
  before.abort();
  assert.equal(signal.aborted, true);
  const later = liveExchange({});
  later.abort();
  assert.equal(later.signal.aborted, true);
});

test("a response field that is set twice stands once", () => {
  const exchange = liveExchange({});
  exchange.effects.setResponseHeader("ratelimit", "a");
  exchange.effects.setResponseHeader("ratelimit", "b");
  assert.deepEqual(exchange.answerFields, [["ratelimit", "b"]]);
});

test("a response field that can't be written fails the guard that sets it", () => {
  const exchange = liveExchange({});
  const rows = [
    ["X-Upper", "a"],
    ["x a", "a"],
    ["x-a", "a\r\nset-cookie: b"],
    ["x-a", "\u0100"],
  ] as const;
  for (const [name, value] of rows) assert.throws(() => exchange.effects.setResponseHeader(name, value), TypeError);
  assert.equal(rows.length, 4);
  assert.deepEqual(exchange.answerFields, []);
});
