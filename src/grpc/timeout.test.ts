import assert from "node:assert/strict";
import { test } from "node:test";
import { parseGrpcTimeout } from "./timeout.ts";

test("eight digits and a unit at most, rounded up to whole milliseconds", () => {
  const rows = [
    ["1H", 3_600_000],
    ["2M", 120_000],
    ["3S", 3_000],
    ["100m", 100],
    ["1500u", 2],
    ["1n", 1],
    ["0m", 1],
    ["99999999S", 99_999_999_000],
    ["999999999S", null],
    ["S", null],
    ["1", null],
    ["", null],
    ["-1S", null],
    ["1.5S", null],
    ["1 S", null],
    ["1s", null],
    ["１S", null],
  ] as const;
  for (const [text, wanted] of rows) assert.equal(parseGrpcTimeout(text), wanted, text);
  assert.equal(rows.length, 17);
});
