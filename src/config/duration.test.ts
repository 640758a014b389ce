import assert from "node:assert/strict";
import { test } from "node:test";
import { duration, parseDuration, parseSize, size } from "./duration.ts";

test("durations are milliseconds", () => {
  const table: readonly (readonly [string, number | null])[] = [
    ["250ms", 250],
    ["30s", 30_000],
    ["10m", 600_000],
    ["1h", 3_600_000],
    ["7d", 604_800_000],
    ["7 d", 604_800_000],
    ["7", null],
    ["-1s", null],
    ["1.5h", null],
    ["1w", null],
    ["", null],
    ["9999999999s", null],
  ];
  for (const [text, expected] of table) assert.equal(parseDuration(text), expected, text);
  assert.equal(table.length, 12);
});

test("sizes are powers of two", () => {
  assert.equal(parseSize("64KB"), 65_536);
  assert.equal(parseSize("1MB"), 1_048_576);
  assert.equal(parseSize("12B"), 12);
  assert.equal(parseSize("1mb"), null);
});

test("the decoders name the way out", () => {
  assert.equal(duration.parse("2s"), 2_000);
  assert.equal(size.parse("2KB"), 2_048);
  const refused = duration.safeParse("soon");
  assert.match(refused.error?.issues[0]?.message ?? "", /expected a duration such as/u);
});
