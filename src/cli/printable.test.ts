import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { toPrintable } from "./printable.ts";

test("what a terminal obeys is left out or replaced, what people read stays", () => {
  const rows = [
    ["plain text: \u00e4\u20ac\u{1f600} 日本", "plain text: \u00e4\u20ac\u{1f600} 日本"],
    ["red \u001b[31mnot\u001b[0m", "red not"],
    ["\u001b]0;title\u0007x", "x"],
    ["a\r\nb\tc", "a\ufffd\ufffdb\ufffdc"],
    ["\u009b2J", ""],
    ["user\u202egnp.exe", "user\ufffdgnp.exe"],
    ["two\u2028lines\u2029", "two\ufffdlines\ufffd"],
    ["\u007f\u0000", "\ufffd\ufffd"],
  ] as const;
  for (const [text, shown] of rows) assert.equal(toPrintable(text), shown, JSON.stringify(text));
  assert.equal(rows.length, 8);
});

test("nothing that is shown does anything, it is no longer than it was, and is shown again as it is", () => {
  const hostile = fc.constantFrom("\u001b[", "\u001b", "\u009b", "2J", "m", ";", "\u0007", "\u202e", "\n");
  fc.assert(
    fc.property(fc.array(fc.oneof(hostile, fc.string({ unit: "binary", maxLength: 5 })), { maxLength: 20 }), (parts) => {
      const text = parts.join("");
      const shown = toPrintable(text);
      assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      assert.ok(shown.length <= text.length);
      assert.equal(toPrintable(shown), shown);
    }),
  );
});
