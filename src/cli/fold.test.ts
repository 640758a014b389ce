import assert from "node:assert/strict";
import { test } from "node:test";
import { foldAnswer, foldText } from "./fold.ts";

test("a line goes on under its text, and an indented one further in", () => {
  assert.equal(foldText("  --a  one two six\nx", 14), "  --a  one two\n       six\nx");
  assert.equal(foldAnswer("  who: alice bob", 13), "  who: alice\n    bob");
  assert.equal(foldText("x".repeat(20), 12), "x".repeat(20));
});

test("help is never wider than 100 columns, an answer in a pipe stays whole", () => {
  const long = "word ".repeat(40).trim();
  assert.ok(
    foldText(long, Number.POSITIVE_INFINITY)
      .split("\n")
      .every((line) => line.length <= 100),
  );
  assert.equal(foldAnswer(long, Number.POSITIVE_INFINITY), long);
});

test("lines of the source that only go on are folded as one: a paragraph, an option's text, the usage", () => {
  const long = `${"word ".repeat(19)}end`;
  assert.equal(foldText(`${long}\nof it\n\nother\nline`, 200), `${long}\nof it\n\nother\nline`);
  assert.equal(foldText(`${long}\nof it`, 60).split("\n").length, 2);
  assert.equal(foldText("  --a  one\n       two\n  --b  x", 200), "  --a  one two\n  --b  x");
  assert.equal(foldText("usage: p x\n        [--a]\n\nText", 200), "usage: p x [--a]\n\nText");
});
