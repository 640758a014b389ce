import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestWord } from "./nearest_word.ts";

test("the nearest word within the bound is found: a letter more, less, other, or two swapped count one each", () => {
  const words = ["maxLength", "minLength", "pattern"];
  const rows: readonly (readonly [word: string, maxEdits: number, nearest: string | null])[] = [
    ["maxLenght", 1, "maxLength"],
    ["MAXLENGTH", 0, "maxLength"],
    ["patern", 1, "pattern"],
    ["patttern", 1, "pattern"],
    ["pettern", 1, "pattern"],
    ["maxxLenght", 2, "maxLength"],
    ["minLenth", 2, "minLength"],
    ["length", 2, null],
    ["", 2, null],
    ["pattern".repeat(100), 2, null],
  ];
  for (const [word, maxEdits, nearest] of rows) assert.equal(nearestWord(word, words, maxEdits), nearest, word);
  assert.equal(rows.length, 10);
});
