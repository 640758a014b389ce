import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { REWRITES } from "./index.ts";

test("each rewrite has a name of its own and a summary", () => {
  const names = REWRITES.map((rewrite) => rewrite.name);
  assert.equal(new Set(names).size, names.length);
  for (const rewrite of REWRITES) assert.match(rewrite.summary, /^[a-z].*[^.]$/u, rewrite.name);
});

test("the options of each have a JSON Schema, and those that always run need none", () => {
  for (const rewrite of REWRITES) {
    assert.ok(z.toJSONSchema(rewrite.options, { io: "input" }), rewrite.name);
    if (rewrite.always) assert.equal(rewrite.options.safeParse(undefined).success, true, rewrite.name);
  }
});
