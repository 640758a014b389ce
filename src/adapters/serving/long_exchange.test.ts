import assert from "node:assert/strict";
import { test } from "node:test";
import { principal } from "../../../test/support/exchange.ts";
import { startTestEdge } from "../../../test/support/edge.ts";
import { liveExchange, runOf } from "../../../test/support/plans.ts";
import type { Guard } from "../../kernel/guard.ts";
import { problem } from "../../kernel/problem.ts";
import { deny, PASS, type Verdict } from "../../kernel/verdict.ts";
import { LongExchange } from "./long_exchange.ts";

const REFUSED = deny(problem(403, "no", "No"), { code: "test.no", place: "client", message: "no" });
/** The clock of the test's edge, epoch seconds. */
const NOW_S = 1_700_000_000;

async function watched(stack: AsyncDisposableStack, check: Guard<"head">["check"], expiresAtS: number | null = null) {
  const world = startTestEdge(stack, { headGuards: [{ name: "test", phase: "head", mode: "enforce", onError: "deny", check }] });
  const run = runOf(world.edge.generation(), liveExchange({ path: "/a" }), world.edge);
  assert.equal(await run.admit(), null);
  if (expiresAtS !== null) run.exchange.principal = principal("alice", { expiresAtS });
  const said: string[] = [];
  const long = new LongExchange(world.edge, run, {
    admittedAgain: ({ operation }) => said.push(`goes on as ${operation.id}`),
    deniedNow: () => said.push("ends"),
  });
  stack.defer(() => long.stop());
  return { world, run, said, long };
}

test("it is judged again each time the age is reached, until it is denied", async () => {
  await using stack = new AsyncDisposableStack();
  let verdict: Verdict = PASS;
  const { world, run, said } = await watched(stack, () => verdict);
  world.pass(59_000);
  assert.deepEqual(said, []);
  world.pass(1_000);
  assert.deepEqual(said, ["goes on as any"]);
  world.pass(60_000);
  verdict = REFUSED;
  world.pass(60_000);
  world.pass(600_000);
  assert.deepEqual(said, ["goes on as any", "goes on as any", "ends"]);
  assert.equal(run.decided?.kind, "denied");
});

test("when its credential expires it is judged at once, and every second while that is still taken", async () => {
  await using stack = new AsyncDisposableStack();
  const { world, said } = await watched(stack, () => PASS, NOW_S + 5);
  world.pass(4_000);
  assert.deepEqual(said, []);
  world.pass(1_000);
  assert.equal(said.length, 1);
  // The edge's wall clock stands still, so that the credential is for ever about to expire.
  const past = await watched(stack, () => PASS, NOW_S - 5);
  past.world.pass(500);
  assert.deepEqual(past.said, []);
  past.world.pass(500);
  past.world.pass(1_000);
  assert.equal(past.said.length, 2);
});

test("a guard that waits is waited for, and what comes after the end has no effect", async () => {
  await using stack = new AsyncDisposableStack();
  const verdict = Promise.withResolvers<Verdict>();
  let judged: Verdict | Promise<Verdict> = PASS;
  const { world, said, long } = await watched(stack, () => judged);
  judged = verdict.promise;
  world.pass(60_000);
  world.pass(60_000);
  long.stop();
  verdict.resolve(REFUSED);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(said, []);
});

test("what breaks while it is judged ends it", async () => {
  await using stack = new AsyncDisposableStack();
  const { world, run, said } = await watched(stack, () => PASS);
  Object.defineProperty(world.edge, "generation", { value: () => assert.fail("broken") });
  world.pass(60_000);
  assert.deepEqual(said, ["ends"]);
  assert.equal(run.decided?.kind, "failed");
});
