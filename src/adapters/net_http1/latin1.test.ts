import assert from "node:assert/strict";
import { test } from "node:test";
import { latin1Text } from "../../message/latin1.ts";
import { latin1 } from "./latin1.ts";

test("the native conversion agrees with the codec's own for every byte, in views and parts", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  for (const view of [bytes, Buffer.from(bytes), bytes.subarray(10, 200)]) {
    for (const [start, end] of [
      [0, view.length],
      [3, 17],
      [5, 5],
    ] as const) {
      assert.equal(latin1(view, start, end), latin1Text(view, start, end));
    }
  }
});
