import assert from "node:assert/strict";
import { test } from "node:test";
import { liveExchange, operation, routerOf } from "../../test/support/plans.ts";
import { canonicalPath } from "../codec/path.ts";

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
  assert.deepEqual(exchange.answerFields(), [["ratelimit", "b"]]);
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
  assert.deepEqual(exchange.answerFields(), []);
});

test("path parameters are at hand still encoded, where a template matched", () => {
  const exchange = liveExchange({});
  assert.deepEqual(Object.keys(exchange.encodedPathParameters), []);
  const path = canonicalPath("/lists/a%2Cb,c");
  assert.ok(!("refused" in path));
  const list = { name: "id", in: "path", style: "simple", explode: false } as const;
  const match = routerOf([operation({ template: "/lists/{id}", parameters: [{ ...PLAIN_PARAMETER, ...list }] })]).match("GET", path);
  assert.ok(match.kind === "match");
  exchange.matched = { route: match.route, path };
  assert.deepEqual([match.parameters["id"], exchange.encodedPathParameters["id"]], ["a,b,c", "a%2Cb,c"]);
});

const PLAIN_PARAMETER = {
  required: true,
  allowReserved: false,
  allowEmptyValue: false,
  multiSegment: false,
  schema: null,
  content: null,
  place: { uri: "d", pointer: "" },
};

test("of the limits that are told the tightest is, whichever came first", () => {
  const told = (...remaining: readonly number[]): unknown => {
    const exchange = liveExchange({});
    for (const left of remaining)
      exchange.tellLimit({
        limit: { policyField: `p${left}`, standingField: (calls) => String(calls) },
        decision: { allowed: true, remaining: left, resetMs: 1 },
      });
    return exchange.answerFields();
  };
  const two = [
    ["ratelimit-policy", "p2"],
    ["ratelimit", "2"],
  ];
  assert.deepEqual(told(3, 2, 5), two);
  assert.deepEqual(told(2), two);
  assert.deepEqual(told(), []);
});
