import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { compiledRewrite, rewriteIssuesOf } from "../../test/support/compile_rewrite.ts";
import { type AnyRewrite, defineRewrite, NO_REWRITE, type RewriteOf, rewritesOf } from "./define_rewrite.ts";

let decodings = 0;
const seen: number[] = [];
const sample: RewriteOf<"response"> = defineRewrite({
  name: "sample",
  phase: "response",
  summary: "a sample",
  options: z.strictObject({ most: z.string().transform((text) => (decodings++, Number(text))) }),
  compile: ({ most }) => {
    seen.push(most);
    return NO_REWRITE;
  },
});

test("a definition is completed: off unless configured, enforce, keyed by its name", () => {
  assert.deepEqual([sample.key, sample.always, sample.mode], ["sample", false, "enforce"]);
});

test("options are taken as written and as decoded, and decoded once", () => {
  const written = { most: "3" };
  decodings = 0;
  compiledRewrite(sample, written);
  compiledRewrite(sample, written);
  compiledRewrite(sample, sample.options.parse({ most: "4" }));
  assert.deepEqual([seen, decodings], [[3, 3, 4], 2]);
});

test("options that do not decode are issues with their path", () => {
  assert.deepEqual(
    rewriteIssuesOf(sample, { most: 3 }).map((issue) => issue.path),
    [["most"]],
  );
});

test("the rewrites of a phase keep the order of the table", () => {
  const make = (name: string): RewriteOf<"response"> =>
    defineRewrite({ name, phase: "response", summary: "", options: z.unknown(), compile: () => NO_REWRITE });
  const request: RewriteOf<"body"> = defineRewrite({
    name: "b",
    phase: "body",
    summary: "",
    options: z.unknown(),
    compile: () => NO_REWRITE,
  });
  const table: readonly AnyRewrite[] = [make("a"), request, make("c")];
  assert.deepEqual(
    rewritesOf(table, "response").map((rewrite) => rewrite.name),
    ["a", "c"],
  );
});
