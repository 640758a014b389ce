import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { decodeUtf8 } from "./utf8.ts";
import { Utf8Stream } from "./utf8_stream.ts";

const push = (...parts: readonly (readonly number[])[]): string => {
  const stream = new Utf8Stream();
  for (const [index, part] of parts.entries()) if (!stream.push(Uint8Array.from(part))) return `wrong in part ${index}`;
  return stream.isComplete ? "whole" : "cut short";
};

test("sequences may be cut anywhere, and what can't be right is known at its first byte (Unicode table 3-7)", () => {
  const rows: readonly (readonly [parts: readonly (readonly number[])[], expected: string])[] = [
    [[], "whole"],
    [[[0x61], [], [0x62]], "whole"],
    [[[0xc3], [0xbc]], "whole"],
    [[[0xe2], [0x82], [0xac]], "whole"],
    [[[0xf0, 0x9f], [0x98], [0x80]], "whole"],
    [[[0xf0, 0x9f, 0x98]], "cut short"],
    [[[0x61, 0x80]], "wrong in part 0"],
    [[[0xc0]], "wrong in part 0"],
    [[[0xc1]], "wrong in part 0"],
    [[[0xf5]], "wrong in part 0"],
    [[[0xe0], [0x9f]], "wrong in part 1"],
    [[[0xed], [0xa0]], "wrong in part 1"],
    [[[0xf0], [0x8f]], "wrong in part 1"],
    [[[0xf4], [0x90]], "wrong in part 1"],
    [[[0xe2], [0x82], [0x61]], "wrong in part 2"],
    [[[0xed, 0x9f, 0xbf, 0xee, 0x80, 0x80, 0xf4, 0x8f, 0xbf, 0xbf]], "whole"],
  ];
  for (const [parts, expected] of rows) assert.equal(push(...parts), expected, JSON.stringify(parts));
  assert.equal(rows.length, 16);
});

test("cut anywhere, bytes are UTF-8 exactly when they are as a whole", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc.tuple(fc.nat(300), fc.uint8Array({ maxLength: 4 }), fc.nat(300)).map(([before, middle, after]) => {
      return Uint8Array.from([...new Uint8Array(before).fill(0x61), ...middle, ...new Uint8Array(after).fill(0x61)]);
    }),
    fc.string({ unit: "binary", maxLength: 8 }).map((text) => new TextEncoder().encode(text)),
    fc
      .array(fc.constantFrom(0x41, 0x80, 0x9f, 0xa0, 0xbf, 0xc2, 0xe0, 0xed, 0xf0, 0xf4), { maxLength: 8 })
      .map((list) => Uint8Array.from(list)),
  );
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(400), { maxLength: 4 }), (all, cuts) => {
      const at = [0, ...cuts.map((cut) => Math.min(cut, all.length)), all.length].toSorted((a, b) => a - b);
      const stream = new Utf8Stream();
      const good = at.slice(1).every((end, index) => stream.push(all.subarray(at[index], end))) && stream.isComplete;
      assert.equal(good, decodeUtf8(all) !== null);
    }),
  );
});
