import assert from "node:assert/strict";
import { test } from "node:test";
import { WorkBudget } from "../kernel/budget.ts";
import { Judgement, MAX_REQUEST_FINDINGS } from "./judgement.ts";

test("the gravest severity decides, in whatever order it came", () => {
  const judgement = new Judgement(new WorkBudget(10));
  judgement.add("malformed", "a", "query", "m", null);
  judgement.add("invalid", "b", "query", "m", { uri: "d", pointer: "/x" });
  judgement.add("noted", "c", "body", "m", null);
  assert.equal(judgement.worst, "malformed");
  assert.deepEqual(judgement.findings[1], { code: "b", place: "query", message: "m", rule: "d#/x" });
});

test("findings beyond the bound still count for the severity", () => {
  const judgement = new Judgement(new WorkBudget(10));
  for (let index = 0; index < MAX_REQUEST_FINDINGS; index += 1) judgement.add("invalid", "a", "q", "m", null);
  assert.ok(judgement.isFull);
  judgement.add("malformed", "b", "q", "m", null);
  assert.deepEqual([judgement.findings.length, judgement.worst], [MAX_REQUEST_FINDINGS, "malformed"]);
});

test("a used-up budget is no fault of the value", () => {
  const judgement = new Judgement(new WorkBudget(10));
  judgement.addErrors(
    [{ code: "schema.budget", pointer: "", schema: { uri: "d", pointer: "" }, message: "m" }],
    (pointer) => `body:${pointer}`,
  );
  assert.equal(judgement.worst, "exhausted");
});

test("findings about a part are findings of the whole, at places inside it", () => {
  const judgement = new Judgement(new WorkBudget(10));
  judgement.below((place) => `body:/a:${place}`).add("invalid", "x", "header:h", "m", null);
  assert.deepEqual([judgement.findings[0]?.place, judgement.worst], ["body:/a:header:h", "invalid"]);
});

test("a rule is named where it is written", () => {
  const judgement = new Judgement(new WorkBudget(10), null, ({ pointer }) => ({ uri: "old.yaml", pointer: `/was${pointer}` }));
  const rule = { uri: "new", pointer: "/a" };
  judgement.add("invalid", "x", "body", "m", rule);
  judgement.below((place) => place).add("invalid", "x", "body", "m", rule);
  assert.deepEqual(
    judgement.findings.map((finding) => finding.rule),
    ["old.yaml#/was/a", "old.yaml#/was/a"],
  );
});
