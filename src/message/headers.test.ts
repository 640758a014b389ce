import assert from "node:assert/strict";
import { test } from "node:test";
import { Fields, fieldsOf, NO_FIELDS } from "./headers.ts";

const SAMPLE = fieldsOf([
  ["Host", "a"],
  ["Set-Cookie", "x=1"],
  ["X-Odd", ""],
  ["set-cookie", "y=2"],
]);

test("names are lower case whatever was sent, values as sent, in order", () => {
  assert.equal(SAMPLE.length, 4);
  assert.deepEqual(
    [0, 1, 2, 3].map((index) => SAMPLE.nameAt(index)),
    ["host", "set-cookie", "x-odd", "set-cookie"],
  );
  assert.deepEqual(
    [0, 1, 2, 3].map((index) => SAMPLE.valueAt(index)),
    ["a", "x=1", "", "y=2"],
  );
});

test("get gives the first value, getAll every one, and an absent name neither", () => {
  assert.equal(SAMPLE.get("set-cookie"), "x=1");
  assert.deepEqual(SAMPLE.getAll("set-cookie"), ["x=1", "y=2"]);
  assert.equal(SAMPLE.get("x-odd"), "");
  assert.equal(SAMPLE.get("cookie"), undefined);
  assert.deepEqual(SAMPLE.getAll("cookie"), []);
  assert.deepEqual([SAMPLE.has("host"), SAMPLE.has("x"), NO_FIELDS.has("host")], [true, false, false]);
  assert.equal(SAMPLE.indexOf("set-cookie", 2), 3);
});

test("an index beyond the last field is an error, not an empty field", () => {
  assert.throws(() => SAMPLE.nameAt(4), RangeError);
  assert.throws(() => SAMPLE.valueAt(4), RangeError);
  assert.throws(() => SAMPLE.lineEnd(4), RangeError);
});

test("the lines stand in the text as they came", () => {
  assert.equal(SAMPLE.text.slice(SAMPLE.lineStart(1), SAMPLE.lineEnd(2)), "Set-Cookie: x=1\r\nX-Odd: \r\n");
});

test("only a line with one space before its value and none behind is plain", () => {
  const text = "A: 1\r\nB:2\r\nC:\t3\r\nD: 4 \r\nE:  5\r\n";
  const fields = new Fields(
    text,
    [-1, -1, -1, -1, -1],
    [0, 1, 3, 4, 6, 6, 7, 8, 9, 11, 11, 12, 14, 15, 17, 17, 18, 20, 21, 24, 24, 25, 28, 29, 31],
  );
  assert.deepEqual(fields.getAll("e"), ["5"]);
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((index) => fields.isPlain(index)),
    [true, false, false, false, false],
  );
});

test("without leaves the others as they are", () => {
  const rest = SAMPLE.without(new Set(["set-cookie"]));
  assert.deepEqual([rest.length, rest.get("host"), rest.get("x-odd"), rest.has("set-cookie")], [2, "a", "", false]);
  assert.equal(rest.text.slice(rest.lineStart(1), rest.lineEnd(1)), "X-Odd: \r\n");
});

test("a name or value that could end its line is a bug of ours", () => {
  for (const [name, value] of [
    ["", "a"],
    ["a b", "c"],
    ["a:", "c"],
    ["a", "b\r\nc: d"],
    ["a", "b\n"],
    ["a", "\0"],
    ["a", " b"],
    ["a", "\u20ac"],
  ] as const) {
    assert.throws(() => fieldsOf([[name, value]]), TypeError);
  }
});
