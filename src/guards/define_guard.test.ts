import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { PASS } from "../kernel/verdict.ts";
import { guardServices } from "../../test/support/guard_services.ts";
import { type AnyGuard, defineGuard, type GuardOf, type GuardScope, guardsOf, isGuard, NOT_APPLICABLE } from "./define_guard.ts";

const SCOPE: GuardScope = { api: null, operation: null };
let decodings = 0;
const seen: number[] = [];
const sample: GuardOf<"head"> = defineGuard({
  name: "sample",
  phase: "head",
  summary: "a sample",
  options: z.strictObject({ most: z.string().transform((text) => (decodings++, Number(text))) }),
  compile: ({ most }) => {
    seen.push(most);
    return most === 0 ? NOT_APPLICABLE : { kind: "check", check: () => PASS };
  },
});

test("a definition is completed: off unless configured, enforce, no body, keyed by its name", () => {
  assert.deepEqual([sample.key, sample.always, sample.mode, sample.needsBody], ["sample", false, "enforce", false]);
});

test("options are taken as written and as decoded, and decoded once", async () => {
  const services = guardServices();
  const written = { most: "3" };
  decodings = 0;
  assert.equal((await sample.compile(written, SCOPE, services)).kind, "check");
  assert.equal((await sample.compile(written, SCOPE, services)).kind, "check");
  const value: unknown = sample.options.parse({ most: "4" });
  assert.equal((await sample.compile(value, SCOPE, services)).kind, "check");
  assert.equal((await sample.compile({ most: "0" }, SCOPE, services)).kind, "none");
  assert.deepEqual(seen, [3, 3, 4, 0]);
  assert.equal(decodings, 3);
});

test("options that do not decode are issues with their path, never a guard", async () => {
  const compiled = await sample.compile({ most: 3 }, SCOPE, guardServices());
  assert.equal(compiled.kind, "issues");
  assert.deepEqual(compiled.kind === "issues" ? compiled.issues.map((issue) => issue.path) : null, [["most"]]);
  assert.equal((await sample.compile({ most: "3", extra: 1 }, SCOPE, guardServices())).kind, "issues");
  assert.equal((await sample.compile(undefined, SCOPE, guardServices())).kind, "issues");
});

test("only what defineGuard made is a guard", () => {
  assert.equal(isGuard(sample), true);
  for (const value of [{ ...sample }, null, undefined, 1, "guard", () => PASS]) assert.equal(isGuard(value), false);
});

test("the guards of a phase keep the order of the table", () => {
  const make = (name: string, phase: "head" | "route"): AnyGuard =>
    phase === "head"
      ? defineGuard({ name, phase, summary: "", options: z.unknown(), compile: () => NOT_APPLICABLE })
      : defineGuard({ name, phase, summary: "", options: z.unknown(), compile: () => NOT_APPLICABLE });
  const table = [make("a", "head"), make("b", "route"), make("c", "head")];
  assert.deepEqual(
    guardsOf(table, "head").map((guard) => guard.name),
    ["a", "c"],
  );
});
