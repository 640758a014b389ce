import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../../test/support/edge.ts";
import { LoopLoad } from "./loop_load.ts";

function block(ms: number): void {
  for (const endMs = performance.now() + ms; performance.now() < endMs; );
}

test("a loop whose every turn is long sheds what may be shed, and everything comes through once it is not", async () => {
  const load = new LoopLoad();
  load.aimFor(20);
  assert.equal(load.admits("sheddable"), true);
  for (let turn = 0; turn < 60 && load.pressure === 0; turn++) {
    block(60);
    await new Promise((resolve) => setTimeout(resolve, 1));
    load.admits("critical");
  }
  assert.ok(load.standingMs > 20 && load.pressure > 0, `${load.standingMs} ms, ${load.pressure}`);
  const refused = Array.from({ length: 1_000 }, () => load.admits("sheddable")).filter((admitted) => !admitted);
  assert.ok(refused.length > 0);
  await eventually(() => load.pressure === 0, "the pressure to be gone");
  assert.equal(load.admits("sheddable"), true);
  load.close();
});
