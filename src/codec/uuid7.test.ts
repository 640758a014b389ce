import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { uuid7Source } from "./uuid7.ts";

const random = { bytes: (count: number): Uint8Array => randomBytes(count) };
const clockOf = (times: readonly number[]) => {
  let index = 0;
  return { nowMs: () => times[Math.min(index++, times.length - 1)] ?? 0, monotonicMs: () => 0 };
};

test("the time, version and variant stand where RFC 9562 section 5.7 puts them", () => {
  // The example of RFC 9562 appendix A.6 is of this millisecond.
  const next = uuid7Source(clockOf([0x017f22e279b0]), { bytes: (count) => new Uint8Array(count).fill(0xff) });
  assert.equal(next(), "017f22e2-79b0-77ff-bfff-ffffffffffff");
});

test("ids of one millisecond and of a clock that goes back still rise, past the counter's end too", () => {
  const next = uuid7Source(clockOf([5000, 5000, 4000, 5001, 5001]), random);
  let previous = "";
  for (let count = 0; count < 20_000; count += 1) {
    const id = next();
    assert.ok(id > previous, `${id} after ${previous}`);
    previous = id;
  }
});

test("every id is well-formed and unlike the others", () => {
  const next = uuid7Source({ nowMs: () => Date.now(), monotonicMs: () => 0 }, random);
  const ids = Array.from({ length: 5000 }, next);
  assert.equal(new Set(ids).size, 5000);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
});
