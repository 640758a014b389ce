import assert from "node:assert/strict";
import { test } from "node:test";
import { apiPlan, operation } from "../../test/support/plans.ts";
import { plannedOperations } from "./plan.ts";

test("an API without a document has one planned operation, which stands for every path", () => {
  const any = operation({ id: "any", method: "*", template: "*" });
  assert.deepEqual(plannedOperations(apiPlan({ anyOperation: any })), [any]);
  const documented = [operation({ id: "a" }), operation({ id: "b" })];
  assert.deepEqual(plannedOperations(apiPlan({ operations: documented })), documented);
});
