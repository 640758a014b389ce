import assert from "node:assert/strict";
import { test } from "node:test";
import { fromWorker, toWorker } from "./decode_messages.ts";

const TELL = { kind: "tell", begun: 1, released: [], failures: [], charges: [] };

test("what a worker says is taken as it is meant, or not at all", () => {
  const ask = { kind: "ask", ticket: 1, limits: [["p", 1, 1, 1, "k", 1]], slots: [["s", 1]] };
  for (const good of [{ kind: "serving" }, TELL, ask]) assert.deepEqual(fromWorker.parse(good), good);
  const bad: readonly unknown[] = [
    null,
    { kind: "start" },
    { ...TELL, more: 1 },
    { ...TELL, begun: -1 },
    { ...TELL, charges: [["c", 1, 0, 1]] },
    { ...TELL, released: Array<string>(65_537).fill("") },
    { ...ask, limits: [["p", 1, 1, 1, "x".repeat(257), 1]] },
    { ...ask, limits: [["p", 1, 1, 1, "k", -1]] },
    { ...ask, slots: [["s", 0]] },
    { kind: "records", count: 0, fromMs: 0, toMs: 0 },
    { kind: "lost", count: 1, reason: "other" },
  ];
  for (const each of bad) assert.equal(fromWorker.safeParse(each).success, false, JSON.stringify(each)?.slice(0, 80));
  assert.equal(bad.length, 11);
});

test("a worker takes nothing from the primary that the primary would not say", () => {
  const answer = { kind: "answer", ticket: 1, limits: [[true, 1, 0, null]], slots: [true] };
  assert.deepEqual(toWorker.parse(answer), answer);
  for (const each of [{ kind: "serving" }, { ...answer, limits: [[true, 1, 0]] }, { kind: "reload", ticket: 1, generation: 0 }])
    assert.equal(toWorker.safeParse(each).success, false);
});
