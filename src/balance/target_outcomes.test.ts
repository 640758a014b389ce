import assert from "node:assert/strict";
import { test } from "node:test";
import { type OutcomeSource, TargetOutcomes } from "./target_outcomes.ts";

const WINDOW_MS = 10_000;

/** `a-` is a failure of a request of a, `b+` a good answer to one of b, `?-` a failure that no request brought about; one a millisecond from `fromMs` on. */
function outcomesOf(written: string, outcomes: TargetOutcomes = new TargetOutcomes(WINDOW_MS), fromMs = 0): TargetOutcomes {
  for (const [index, [client = "", sign]] of written.split(" ").entries()) {
    const source: OutcomeSource = client === "?" ? null : client;
    outcomes.add(sign === "-", source, fromMs + index);
  }
  return outcomes;
}

const many = (times: number, written: string): string => Array<string>(times).fill(written).join(" ");

test("a target is judged without the client that most of its failures come from, as long as others ask", () => {
  const rows = [
    // Only one asks: his word is all there is.
    [many(10, "a-"), true],
    [many(10, "a- a+"), true],
    [`${many(8, "a+")} ${many(10, "a-")}`, true],
    // One fails, the others are served.
    [`b+ ${many(10, "a-")}`, false],
    [`${many(10, "a-")} b+`, false],
    [many(10, "b- a- a- a- a- c+ d+"), false],
    // The others fail as well.
    [`b- ${many(10, "a-")}`, true],
    [many(10, "a- b- c-"), true],
    [many(10, "a- a- a- b- c- d+ e-"), true],
    // What no request brought about is nobody's.
    [`b+ ${many(10, "?-")}`, true],
    [`b+ ${many(10, "a- ?-")}`, true],
    // Too few failures, whoever's they are.
    [many(10, "a- b+ c+"), false],
    [many(4, "a-"), false],
  ] as const;
  for (const [written, fails] of rows) assert.equal(outcomesOf(written).fail(5, 0.5, 200), fails, written);
  assert.equal(rows.length, 13);
});

test("whose failures are past is not judged without any longer, and whoever fails now is", () => {
  const outcomes = outcomesOf(many(500, "a-"));
  outcomesOf(`c+ ${many(50, "b- c+ b-")}`, outcomes, 2 * WINDOW_MS);
  assert.equal(outcomes.fail(5, 0.5, 2 * WINDOW_MS + 200), false);
  assert.equal(outcomes.servesOthers("b", 0.5, 2 * WINDOW_MS + 200), true);
  outcomesOf(many(60, "c- d-"), outcomes, 2 * WINDOW_MS + 200);
  assert.equal(outcomes.fail(5, 0.5, 2 * WINDOW_MS + 400), true);
});

test("what is cleared is forgotten", () => {
  const outcomes = outcomesOf("a- b+");
  outcomes.clear();
  assert.deepEqual([outcomes.fail(0, 0.5, 10), outcomes.servesOthers("a", 0.5, 10)], [true, false]);
  outcomesOf("b- a+", outcomes, 10);
  assert.deepEqual([outcomes.servesOthers("b", 0.5, 20), outcomes.servesOthers("a", 0.5, 20)], [true, false]);
});
