import assert from "node:assert/strict";
import { test } from "node:test";
import { STEPS_PER_MS } from "../../kernel/budget.ts";
import { type Judging, JudgingTurns } from "./judging_turns.ts";

/** As much as a turn may take: one fills it. */
const DEAR = 40 * STEPS_PER_MS;

class World {
  nowMs = 1_000;
  readonly turns: JudgingTurns = new JudgingTurns(() => this.nowMs);
  readonly log: string[] = [];
  ask(client: string, steps: number = DEAR): void {
    this.turns.judge(client, this.judging(client, steps));
  }
  private judging(client: string, steps: number): Judging {
    return () => {
      this.log.push(client);
      return steps;
    };
  }
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test("where there is little to do a body is judged at once", async () => {
  const { turns, log } = new World();
  for (let count = 0; count < 3; count++) {
    turns.judge("a", () => log.push("judged"));
    assert.equal(log.length, count + 1);
    await turn();
  }
});

test("a turn of the loop judges so much, and the rest in later turns, in the order it came", async () => {
  const world = new World();
  for (let count = 0; count < 5; count++) world.ask("a");
  assert.equal(world.log.length, 1);
  for (let count = 2; count <= 5; count++) {
    await turn();
    assert.equal(world.log.length, count);
  }
  const small = new World();
  for (let count = 0; count < 1_000; count++) small.ask("a", STEPS_PER_MS / 10);
  assert.equal(small.log.length, 40);
  await turn();
  assert.equal(small.log.length, 80);
});

test("each client has its turn, however much of one waits", async () => {
  const world = new World();
  for (let count = 0; count < 100; count++) world.ask("a");
  for (const client of ["b", "b", "c"]) world.ask(client);
  for (let count = 0; count < 6; count++) await turn();
  assert.equal(world.log.join(""), "aabcaba");
  for (let count = 0; count < 200 && world.log.length < 103; count++) await turn();
  assert.equal(world.log.length, 103);
});

test("the delay is that of clients who wait for their first place, not of who waits for himself", async () => {
  const world = new World();
  assert.equal(world.turns.delayMs, 0);
  for (let count = 0; count < 10; count++) world.ask("a");
  world.nowMs += 50;
  assert.equal(world.turns.delayMs, 50);
  await turn();
  world.nowMs += 1_000;
  assert.equal(world.turns.delayMs, 0, "what else a waits for is behind its own");
  world.ask("b");
  world.nowMs += 20;
  assert.equal(world.turns.delayMs, 20);
});
