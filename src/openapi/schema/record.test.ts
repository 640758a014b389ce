import assert from "node:assert/strict";
import { test } from "node:test";
import { type LocatedSchema, SchemaRegistry } from "./registry.ts";
import { issuesFrom, markLoops, newRecord, type NodeRecord, visitReference } from "./record.ts";
import { WorkBudget } from "../../kernel/budget.ts";
import { Run } from "./run.ts";
import { Scope } from "./scope.ts";

function located(): LocatedSchema {
  const registry = new SchemaRegistry();
  registry.add("f", {}, "2020-12");
  const schema = registry.locate({ uri: "f", pointer: "" });
  assert.ok(schema !== null);
  return schema;
}
const connect = (from: NodeRecord, to: NodeRecord, inPlace = true, optional = false): void => {
  from.edges.push({ to, inPlace, optional });
};

test("records that lead back to themselves for the same value are marked, others not", () => {
  const [a, b, c, d] = [0, 1, 2, 3].map((id) => newRecord(id, located()));
  assert.ok(a !== undefined && b !== undefined && c !== undefined && d !== undefined);
  connect(a, b);
  connect(b, c);
  connect(c, b);
  connect(c, d);
  connect(d, a, false);
  markLoops(a);
  assert.deepEqual(
    [a, b, c, d].map((record) => record.looping),
    [false, true, true, false],
  );
  assert.ok([a, b, c, d].every((record) => record.settled));
});

test("issues are those of all that is reached, candidates that may never be met excepted", () => {
  const [a, b, c] = [0, 1, 2].map((id) => newRecord(id, located()));
  assert.ok(a !== undefined && b !== undefined && c !== undefined);
  connect(a, b);
  connect(a, c, true, true);
  for (const record of [b, c])
    record.issues.push({ severity: "error", code: `x.${record.id}`, message: "", file: null, pointer: "", line: null, column: null });
  assert.deepEqual(
    issuesFrom(a).map(({ code }) => code),
    ["x.1"],
  );
});

test("a looping record that is met again for the same value is taken to fit", () => {
  const record = newRecord(0, located());
  record.looping = true;
  let visits = 0;
  const visit = visitReference(record);
  record.check = (value, run, seen) => {
    visits += 1;
    return visit(value, run, seen);
  };
  assert.equal(visit({}, new Run(new WorkBudget(100), "request", new Scope()), null), true);
  assert.equal(visits, 1);
});
