import assert from "node:assert/strict";
import { test } from "node:test";
import { unavailableProblem, upstreamProblem } from "./upstream_problem.ts";

test("a slow API is 504, everything else that it does wrong 502", () => {
  assert.equal(upstreamProblem("timeout").status, 504);
  for (const failure of ["connect", "reset", "stale", "ambiguous"] as const) assert.equal(upstreamProblem(failure).status, 502, failure);
});

test("an API none of whose targets may be asked is 503, and says when to come again where that is known", () => {
  for (const [againInMs, headers] of [
    [null, []],
    [0, [["retry-after", "1"]]],
    [1_001, [["retry-after", "2"]]],
  ] as const) {
    const { status, code, headers: told } = unavailableProblem(againInMs);
    assert.deepEqual([status, code, told], [503, "upstream_unavailable", headers]);
  }
});
