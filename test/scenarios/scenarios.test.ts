/** Every scenario of the list, each as a test of its own; the guards with a mode once more where they only observe. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SCENARIOS } from "./index.ts";
import { hasMode, runAnswer, runCall, runLoad, runObserved } from "./run_scenario.ts";
import type { CallScenario } from "./scenario.ts";
import { Worlds } from "./world.ts";

const stack = new AsyncDisposableStack();
let worlds: Worlds | null = null;

before(async () => {
  worlds = await Worlds.start(stack);
});
after(() => stack.disposeAsync());

function started(): Worlds {
  if (worlds === null) throw new Error("the worlds were not started");
  return worlds;
}

for (const scenario of SCENARIOS) {
  test(`${scenario.category}: ${scenario.name}`, async () => {
    if (scenario.kind === "call") await runCall(scenario, started());
    else if (scenario.kind === "answer") await runAnswer(scenario);
    else await runLoad(scenario);
  });
}

const observable = SCENARIOS.filter((scenario): scenario is CallScenario => scenario.kind === "call" && hasMode(scenario.expect.by));
for (const scenario of observable) {
  test(`${scenario.category}, only observed: ${scenario.name}`, () => runObserved(scenario, started()));
}

test("there are as many scenarios as were written, of every category, each once", () => {
  const count = (category: string): number => SCENARIOS.filter((scenario) => scenario.category === category).length;
  const categories = ["framing", "paths", "tokens", "validation", "limits", "config", "answers"];
  assert.deepEqual(Object.fromEntries(categories.map((category) => [category, count(category)])), {
    framing: 38,
    paths: 22,
    tokens: 40,
    validation: 52,
    limits: 16,
    config: 16,
    answers: 11,
  });
  assert.equal(new Set(SCENARIOS.map(({ name }) => name)).size, SCENARIOS.length);
  assert.equal(observable.length, 105, "scenarios whose guard has a mode; the others' have none");
});
