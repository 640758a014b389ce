import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_CALLS_PER_SECOND, parseRate, RATE_GRAMMAR } from "./rate.ts";

test("a rate is a count and a period", () => {
  const rows: readonly (readonly [string, number, number])[] = [
    ["100/min", 100, 60],
    ["10/s", 10, 1],
    ["5000/h", 5000, 3600],
    ["20000/d", 20_000, 86_400],
    ["1/day", 1, 86_400],
    ["7/m", 7, 60],
    ["7/minute", 7, 60],
    ["3/second", 3, 1],
    ["3/sec", 3, 1],
    ["3/hour", 3, 3600],
    [`${MAX_CALLS_PER_SECOND}/s`, 1_000_000, 1],
  ];
  let ran = 0;
  for (const [text, count, periodS] of rows) {
    assert.deepEqual(parseRate(text), { count, periodS }, text);
    ran++;
  }
  assert.equal(ran, 11);
});

test("what is not a rate is null, never a guess", () => {
  const rows = [
    "",
    "/",
    "/s",
    "0/s",
    "01/s",
    "-1/s",
    "+1/s",
    "1.5/s",
    "1e3/s",
    "1/",
    "1/week",
    "1/S",
    " 1/s",
    "1 /s",
    "1/s ",
    "1000001/s",
    "9999999999/d",
    "x/s",
  ];
  for (const text of rows) assert.equal(parseRate(text), null, text);
  assert.equal(rows.length, 18);
});

test("the grammar that messages give is one that parses", () => {
  assert.match(RATE_GRAMMAR, /`100\/min`/u);
  assert.notEqual(parseRate("100/min"), null);
});
