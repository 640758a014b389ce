import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { TicketKeys } from "./ticket_keys.ts";
import { EPOCH_MS, type TicketSecret } from "./ticket_secret.ts";

function keysAt(context: TestContext, clock: { nowMs: number }, handed: TicketSecret | null = null): TicketKeys {
  const keys = new TicketKeys(handed, () => clock.nowMs);
  context.after(() => keys.close());
  return keys;
}

test("a configuration keeps its keys until they are rotated, and no other has the same", (context) => {
  const clock = { nowMs: 7 * EPOCH_MS };
  const keys = keysAt(context, clock);
  let told = 0;
  keys.onRotation(() => told++);
  const before = keys.keysFor("a");
  assert.equal(before.length, 48);
  assert.deepEqual(keys.keysFor("a"), before);
  assert.notDeepEqual(keys.keysFor("b"), before);
  clock.nowMs += EPOCH_MS - 1;
  keys.advance();
  assert.deepEqual([told, keys.keysFor("a")], [0, before], "the last millisecond of the epoch");
  clock.nowMs++;
  keys.advance();
  assert.equal(told, 1);
  assert.notDeepEqual(keys.keysFor("a"), before);
});

test("whoever was given the secret has the same keys in each later epoch, however it gets there", (context) => {
  const clock = { nowMs: 77 };
  const first = keysAt(context, clock);
  const [second, sleeper] = [keysAt(context, clock, first.handOver()), keysAt(context, clock, first.handOver())];
  const early = first.keysFor("a");
  for (let epoch = 0; epoch < 3; epoch++) {
    clock.nowMs += EPOCH_MS;
    for (const each of [first, second]) each.advance();
    assert.deepEqual(first.keysFor("a"), second.keysFor("a"));
  }
  sleeper.advance();
  assert.deepEqual(sleeper.keysFor("a"), first.keysFor("a"), "three epochs at once");
  const late = keysAt(context, clock, first.handOver());
  assert.deepEqual(late.keysFor("a"), first.keysFor("a"));
  assert.notDeepEqual(first.keysFor("a"), early);
});

test("what was handed over in an earlier epoch is brought up to now before the first key is made", (context) => {
  const clock = { nowMs: 5 * EPOCH_MS };
  const first = keysAt(context, clock);
  const handed = first.handOver();
  clock.nowMs += 2 * EPOCH_MS;
  first.advance();
  assert.deepEqual(keysAt(context, clock, handed).keysFor("a"), first.keysFor("a"));
});

test("no epoch is longer than one, whatever was handed over", (context) => {
  const clock = { nowMs: 1_000 };
  const secret = keysAt(context, clock).handOver();
  assert.equal(secret.nextMs, 1_000 + EPOCH_MS);
  const keys = keysAt(context, clock, { ...secret, nextMs: 1e15 });
  const before = keys.keysFor("a");
  clock.nowMs += EPOCH_MS;
  keys.advance();
  assert.notDeepEqual(keys.keysFor("a"), before);
});

test("keys asked for after the end are nobody's", (context) => {
  const clock = { nowMs: 0 };
  const [one, two] = [keysAt(context, clock), keysAt(context, clock)];
  for (const each of [one, two]) each.close();
  assert.notDeepEqual(one.keysFor("a"), two.keysFor("a"));
});
