import assert from "node:assert/strict";
import { test } from "node:test";
import { problem } from "./problem.ts";
import { answer, deny, PASS, passWith } from "./verdict.ts";

const FINDING = { code: "a.b", place: "query:a", message: "m" };

test("a pass without findings is the shared one", () => {
  assert.equal(passWith([]), PASS);
  assert.deepEqual(passWith([FINDING]), { kind: "pass", findings: [FINDING] });
});

test("a refusal carries its problem and why, an answer its response", () => {
  const refusal = problem(403, "no", "No");
  assert.deepEqual(deny(refusal, FINDING), { kind: "deny", findings: [FINDING], problem: refusal });
  const response = { status: 204, headers: [], body: null };
  assert.deepEqual(answer(response), { kind: "answer", findings: [], response });
});
