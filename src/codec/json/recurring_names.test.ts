import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { hashOn, MAX_KEPT_NAME, recurringName } from "./recurring_names.ts";

const hashOf = (name: string): number => [...Array(name.length).keys()].reduce((hash, at) => hashOn(hash, name.charCodeAt(at)), 0);

test("a name is what stands in the text, whatever was seen before, also where hashes collide", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: MAX_KEPT_NAME + 3 }), { maxLength: 30 }), fc.boolean(), (names, collide) => {
      for (const name of [...names, ...names])
        assert.equal(recurringName(`{"${name}":1}`, 2, 2 + name.length, collide ? 7 : hashOf(name)), name);
    }),
  );
});

test("a hash stays within its bound", () => {
  fc.assert(fc.property(fc.string(), (name) => assert.ok(hashOf(name) >= 0 && hashOf(name) <= 0x3ff)));
});
