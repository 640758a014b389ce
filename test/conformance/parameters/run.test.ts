import assert from "node:assert/strict";
import { test } from "node:test";
import { STYLE_CASES } from "./cases.ts";
import { failureOf } from "./run.ts";

test("every case of the specification's style table, and of ours, comes out as decided", () => {
  assert.deepEqual(
    STYLE_CASES.flatMap((styleCase) => {
      const failure = failureOf(styleCase);
      return failure === null ? [] : [`${styleCase.name}: ${failure}`];
    }),
    [],
  );
  // 17 rows of the table, seven of whose columns are n/a, and our own.
  assert.equal(STYLE_CASES.length, 61 + 73);
});
