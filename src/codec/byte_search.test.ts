import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { ByteSearch } from "./byte_search.ts";

test("it finds what Buffer finds, from any place on", () => {
  const few = fc.uint8Array({ max: 2, maxLength: 40 });
  fc.assert(
    fc.property(few, fc.uint8Array({ max: 2, minLength: 1, maxLength: 5 }), fc.nat(40), (bytes, needle, from) => {
      assert.equal(new ByteSearch(needle).indexIn(bytes, from), Buffer.from(bytes).indexOf(needle, from));
    }),
    { numRuns: 500 },
  );
});

test("there is nothing to search for in an empty needle", () => {
  assert.throws(() => new ByteSearch(new Uint8Array()), RangeError);
});
