import assert from "node:assert/strict";
import { test } from "node:test";
import { liveExchange } from "../../test/support/plans.ts";
import { NO_CHANGE } from "../kernel/guard.ts";
import { fieldsOf } from "../message/headers.ts";
import { changedAnswer, guardFields } from "./answer_fields.ts";

test("of two changes of one name the later holds, removed and replaced fields of the upstream stop", () => {
  const { drop, lines, names } = changedAnswer([
    { set: [["x-a", "1"]], remove: ["server"] },
    { set: [["x-a", "2"]], remove: [] },
    { set: [["x-b", "3"]], remove: [] },
    { set: [], remove: ["x-b"] },
  ]);
  assert.equal(lines?.text, "x-a: 2\r\n");
  assert.deepEqual([...names], ["x-a"]);
  assert.deepEqual(
    ["server", "x-a", "x-b", "x-request-id", "date"].map((name) => drop.has(name)),
    [true, true, true, true, false],
  );
});

test("the upstream's request id is dropped also where nothing changes", () => {
  for (const none of [[], [NO_CHANGE]]) {
    assert.equal(changedAnswer(none).drop.has("x-request-id"), true);
    assert.equal(changedAnswer(none).lines, null);
  }
});

test("the same changes come to the same value, other changes to another", () => {
  const [one, other] = [
    { set: [["x-a", "1"]] as const, remove: [] },
    { set: [["x-a", "2"]] as const, remove: [] },
  ];
  assert.equal(changedAnswer([one]), changedAnswer([one]));
  assert.equal(changedAnswer([one, other]).lines?.text, "x-a: 2\r\n");
  assert.equal(changedAnswer([one]).lines?.text, "x-a: 1\r\n");
  assert.equal(changedAnswer([other, one]).lines?.text, "x-a: 1\r\n");
});

test("what would end the line is refused before anything is written", () => {
  assert.throws(() => changedAnswer([{ set: [["x-a", "1\r\nx-b: 2"]], remove: [] }]), TypeError);
});

test("guards' fields come where no rewrite decided, and both origins of `vary` are told", () => {
  const exchange = liveExchange({});
  exchange.response = { status: 200, headers: fieldsOf([["vary", "accept"]]), body: { kind: "none" } };
  exchange.setResponseHeader("x-a", "guard");
  exchange.setResponseHeader("vary", "origin");
  exchange.tellLimit({
    limit: { policyField: "p", standingField: (remaining, resetS) => `${remaining};${resetS}` },
    decision: { allowed: true, remaining: 7, resetMs: 2_000 },
  });
  const changed = changedAnswer([{ set: [["x-a", "1"]], remove: [] }]);
  assert.deepEqual(guardFields(exchange, changed, true), [
    ["vary", "accept, origin"],
    ["ratelimit-policy", "p"],
    ["ratelimit", "7;2"],
    ["connection", "close"],
  ]);
  assert.deepEqual(guardFields(liveExchange({}), changed, false), []);
});
