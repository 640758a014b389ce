import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { printableJson } from "./printable_json.ts";

test("what a terminal or an editor would obey is escaped, all else is as it was", () => {
  assert.equal(
    printableJson({ "\u009b31m": "\u202e\u007f\u2028\u0085\u2066é\u{1f600}\u001b" }),
    '{"\\u009b31m":"\\u202e\\u007f\\u2028\\u0085\\u2066é\u{1f600}\\u001b"}',
  );
});

test("it reads back as the same value, and holds no control, no line separator and no mark of direction", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const written = printableJson([text]);
      assert.deepEqual(JSON.parse(written), [text]);
      assert.doesNotMatch(written, /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
    }),
  );
});
