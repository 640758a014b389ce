import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDuration } from "./duration.ts";

test("a duration is digits and a unit", () => {
  const rows: readonly (readonly [string, number])[] = [
    ["500ms", 500],
    ["30s", 30_000],
    ["15m", 900_000],
    ["15min", 900_000],
    ["2h", 7_200_000],
    ["7d", 604_800_000],
    ["0s", 0],
  ];
  for (const [text, ms] of rows) assert.equal(parseDuration(text), ms, text);
  assert.equal(rows.length, 7);
});

test("what is not a duration is null, a number without unit too", () => {
  const rows = ["", "s", "30", "-1s", "1.5s", "1 s", "1w", "1S", "9999999999s"];
  for (const text of rows) assert.equal(parseDuration(text), null, text);
  assert.equal(rows.length, 9);
});
