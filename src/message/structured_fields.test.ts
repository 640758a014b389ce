import assert from "node:assert/strict";
import { test } from "node:test";
import { type SfItem, sfToken, toSfItem, toSfList } from "./structured_fields.ts";

test("items are written as RFC 9651 section 4.1 has them", () => {
  const rows: readonly (readonly [SfItem, string])[] = [
    [{ value: "a", parameters: [] }, '"a"'],
    [{ value: 'q"b\\', parameters: [] }, '"q\\"b\\\\"'],
    [{ value: -42, parameters: [] }, "-42"],
    [{ value: -0, parameters: [] }, "0"],
    [
      {
        value: true,
        parameters: [
          ["a", true],
          ["b", false],
        ],
      },
      "?1;a;b=?0",
    ],
    [
      {
        value: sfToken("text/html:x"),
        parameters: [
          ["q", 1],
          ["*w.x_y-1", sfToken("*t")],
        ],
      },
      "text/html:x;q=1;*w.x_y-1=*t",
    ],
    [{ value: new TextEncoder().encode("hello"), parameters: [] }, ":aGVsbG8=:"],
  ];
  for (const [item, expected] of rows) assert.equal(toSfItem(item), expected);
  assert.equal(rows.length, 7);
  assert.equal(
    toSfList([
      { value: 1, parameters: [] },
      { value: "b", parameters: [] },
    ]),
    '1, "b"',
  );
  assert.equal(toSfList([]), "");
});

test("no name can end its string or its line", () => {
  assert.equal(toSfItem({ value: 'a\r\nx: "é\0', parameters: [] }), '"a??x: \\"??"');
});

test("what has no form is a programming error", () => {
  for (const value of [0.5, Number.NaN, 1e15, Number.POSITIVE_INFINITY])
    assert.throws(() => toSfItem({ value, parameters: [] }), RangeError);
  for (const key of ["", "A", "1a", "-a", "a b", "é"]) assert.throws(() => toSfItem({ value: 1, parameters: [[key, 1]] }), RangeError);
  for (const text of ["", "1a", "a b", "é", "a\n"]) assert.throws(() => sfToken(text), RangeError);
});
