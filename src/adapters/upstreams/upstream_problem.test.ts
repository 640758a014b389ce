import assert from "node:assert/strict";
import { test } from "node:test";
import { upstreamProblem } from "./upstream_problem.ts";

test("a slow API is 504, everything else that it does wrong 502", () => {
  assert.equal(upstreamProblem("timeout").status, 504);
  for (const failure of ["connect", "reset", "stale", "ambiguous"] as const) assert.equal(upstreamProblem(failure).status, 502, failure);
});
