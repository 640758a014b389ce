import assert from "node:assert/strict";
import { test } from "node:test";
import { apiPlan, generationOf, liveExchange, operation, operationPlan, routerOf, runOf } from "../../../test/support/plans.ts";
import type { Check, Guard } from "../../kernel/guard.ts";
import { ANONYMOUS, type Credential } from "../../kernel/principal.ts";
import { problem } from "../../kernel/problem.ts";
import { deny, PASS } from "../../kernel/verdict.ts";
import { type Step, watched } from "./watched.ts";

const FINDING = { code: "x.bad", place: "header:x", message: "bad" };
const DENY = deny(problem(403, "x_bad", "Bad"), FINDING);
const ALICE: Credential = {
  kind: "supposed",
  subject: "alice",
  issuer: "i",
  client: null,
  scopes: new Set(),
  claims: {},
  expiresAtS: null,
  id: null,
};

const guard = (name: string, check: Check<"route">, mode: Guard["mode"] = "enforce"): Guard<"route"> => ({
  name,
  phase: "route",
  mode,
  onError: "deny",
  check,
});

async function stepsOf(route: readonly Guard<"route">[], supposed: Credential | null = null): Promise<readonly Step[]> {
  const steps: Step[] = [];
  const only = operation({ template: "/" });
  const principal = supposed === null ? ANONYMOUS : { ...ANONYMOUS, id: `i|${supposed.subject}` };
  const plan = operationPlan({
    operation: only,
    guards: { head: [], route, identity: [], body: [], response: [] },
    suppose: () => ({ kind: "principal", principal, findings: [] }),
  });
  const head: Guard<"head"> = { name: "first", phase: "head", mode: "enforce", onError: "deny", check: () => PASS };
  const generation = generationOf([apiPlan({ router: routerOf([only]), operations: [only], plan })], { headGuards: [head] });
  await runOf(
    watched(generation, supposed, (step) => steps.push(step)),
    liveExchange({}),
  ).admit();
  return steps;
}

const inShort = ({ phase, by, said, principal }: Step): string => `${phase} ${by} ${said}${principal === undefined ? "" : ` ${principal}`}`;

test("each guard that was asked is told in order, with authentication in its place", async () => {
  const steps = await stepsOf([guard("a", () => PASS), guard("b", () => Promise.resolve(PASS)), guard("c", () => DENY, "observe")]);
  assert.deepEqual(steps.map(inShort), [
    "head first passes",
    "route a passes",
    "route b passes",
    "route c refuses",
    "authn authn passes anonymous",
  ]);
  assert.deepEqual(steps[3]?.findings, [FINDING]);
  assert.equal(steps[3].mode, "observe");
});

test("after a refusal nothing is asked, and what throws or rejects is told as failing", async () => {
  assert.deepEqual((await stepsOf([guard("a", () => DENY), guard("b", () => PASS)])).map(inShort), [
    "head first passes",
    "route a refuses",
  ]);
  const boom = (): never => {
    throw new Error("boom");
  };
  for (const check of [boom, () => Promise.reject(new Error("boom"))]) {
    assert.deepEqual((await stepsOf([guard("a", check), guard("b", () => PASS)])).map(inShort), ["head first passes", "route a fails"]);
  }
});

test("a supposed caller is asked of the requirement instead of the request's credential", async () => {
  assert.deepEqual((await stepsOf([], ALICE)).map(inShort), ["head first passes", "authn authn passes i|alice"]);
});
