import assert from "node:assert/strict";
import { test } from "node:test";
import { WorkBudget } from "../../kernel/budget.ts";
import { combineChecks, type Group } from "./node.ts";
import { Run } from "./run.ts";
import { Scope } from "./scope.ts";

const PLACE = { uri: "", pointer: "" };

function orderOf(value: unknown, failing: Group | null): readonly string[] {
  const ran: string[] = [];
  const groups: readonly Group[] = ["last", "compose", "array", "object", "number", "string", "gate"];
  const run = new Run(new WorkBudget(100), "request", new Scope());
  combineChecks(
    groups.map((group) => ({
      group,
      check: () => {
        ran.push(group);
        return group !== failing || run.fail("schema.x", PLACE, "no");
      },
    })),
  )(value, run, null);
  return ran;
}

test("checks run by group: gate, type of the value, composition, last", () => {
  assert.deepEqual(orderOf("a", null), ["gate", "string", "compose", "last"]);
  assert.deepEqual(orderOf(1, null), ["gate", "number", "compose", "last"]);
  assert.deepEqual(orderOf([], null), ["gate", "array", "compose", "last"]);
  assert.deepEqual(orderOf({}, null), ["gate", "object", "compose", "last"]);
  assert.deepEqual(orderOf(null, null), ["gate", "compose", "last"]);
});

test("a failing gate ends the schema, another failure only leaves out what comes last", () => {
  assert.deepEqual(orderOf("a", "gate"), ["gate"]);
  assert.deepEqual(orderOf("a", "string"), ["gate", "string", "compose"]);
  assert.deepEqual(orderOf("a", "compose"), ["gate", "string", "compose"]);
});
