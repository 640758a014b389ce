import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { testGeneration } from "../../test/support/compile_generation.ts";
import { liveExchange } from "../../test/support/plans.ts";
import { type Compiled, defineGuard, type GuardOf } from "../guards/define_guard.ts";
import { PASS } from "../kernel/verdict.ts";

const API = { apis: [{ upstream: "http://127.0.0.1:1" }] };
const PATHS = { "/a": { get: { operationId: "readA", security: [], responses: { 200: { description: "ok" } } } } };

/** A guard of a user's own that tells when it is compiled. */
function mine(
  name: string,
  deferred: boolean,
  log: string[],
  compiled: () => Compiled<"body"> = () => ({ kind: "check", check: () => PASS }),
) {
  const guard: GuardOf<"body"> = defineGuard({
    name,
    phase: "body",
    summary: name,
    options: z.unknown(),
    always: true,
    deferred,
    compile: () => {
      log.push(name);
      return compiled();
    },
  });
  return guard;
}

test("guards compile at load but for those that wait, each once, and stand in their order", async () => {
  const log: string[] = [];
  const guards = [mine("one", true, log), mine("two", false, log), mine("three", true, log)];
  const { generation } = await testGeneration(API, PATHS, guards);
  assert.deepEqual(log, ["two"]);
  const [api] = generation?.apis ?? [];
  const [operation] = api?.operations ?? [];
  assert.ok(api !== undefined && operation !== undefined);
  const [first, second] = await Promise.all([api.planOf(operation), api.planOf(operation)]);
  assert.equal(first, second);
  assert.deepEqual(log, ["two", "one", "three"]);
  assert.deepEqual(
    first.guards.body.map(({ name }) => name),
    ["refused_work", "openapi_request", "one", "two", "three"],
  );
});

test("one that does not wait and can't be compiled keeps the generation from being; one that throws while exchanges wait breaks at each", async () => {
  const refused = (): Compiled<"body"> => ({ kind: "issues", issues: [{ path: ["a"], message: "no licence" }] });
  const { generation, configIssues } = await testGeneration(API, PATHS, [mine("one", false, [], refused)]);
  assert.equal(generation, null);
  assert.deepEqual(configIssues, [
    { severity: "error", code: "one.invalid", message: "operation `readA`: no licence", path: ["apis", 0, "one", "a"] },
  ]);

  const cause = new Error("boom");
  const throwing = (): never => {
    throw cause;
  };
  const later = await testGeneration(API, PATHS, [mine("one", true, [], throwing)]);
  const [api] = later.generation?.apis ?? [];
  const [operation] = api?.operations ?? [];
  assert.ok(api !== undefined && operation !== undefined);
  const plan = await api.planOf(operation);
  const broken = plan.guards.body.find(({ name }) => name === "one");
  assert.throws(
    () => broken?.check(liveExchange({ path: "/a" })),
    (error: Error) => error.cause === cause && error.message === "`one` can't be compiled for the operation `readA` of `test`",
  );
});
