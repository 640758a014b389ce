import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { formsText, issueText } from "./issue_text.ts";

test("a value that can't be is told by its key, and what it must be", () => {
  const schema = z.strictObject({
    version: z.literal(1).optional(),
    mode: z.enum(["on", "off"]).optional(),
    list: z.array(z.string()).min(1).optional(),
    text: z.string().min(2).max(3).optional(),
    count: z.int().min(5).max(9).optional(),
    map: z.record(z.string(), z.number()).optional(),
    own: z.string().regex(/^a/u, "Expected an `a` first").optional(),
  });
  const rows: readonly (readonly [value: unknown, text: string])[] = [
    [null, "the file is empty; `portcullis init` writes one for an OpenAPI document"],
    ["x", "the file must be an object, not text"],
    [{ version: 2 }, "`version` must be `1`"],
    [{ mode: "of" }, "`mode` must be `on` or `off`"],
    [{ list: [] }, "`list` must have at least one entry"],
    [{ list: "a" }, "`list` must be a list, not text"],
    [{ list: [3] }, "entry 0 must be text, not a number"],
    [{ text: "a" }, "`text` must have at least 2 characters"],
    [{ text: "abcd" }, "`text` must have at most 3 characters"],
    [{ count: 1 }, "`count` must be at least 5"],
    [{ count: 10 }, "`count` must be at most 9"],
    [{ count: null }, "`count` must be a number, not empty"],
    [{ map: [] }, "`map` must be an object, not a list"],
    [{ own: "b" }, "expected an `a` first"],
  ];
  for (const [value, text] of rows) {
    const [issue] = schema.safeParse(value).error?.issues ?? [];
    assert.ok(issue !== undefined, text);
    assert.equal(issueText(issue, issue.path.at(-1)), text);
  }
  assert.equal(rows.length, 14);
  const [missing] = z.object({ upstream: z.string() }).safeParse({}).error?.issues ?? [];
  assert.ok(missing !== undefined);
  assert.equal(issueText(missing, "upstream"), "`upstream` is missing; it is required");
});

test("of what is missing and can only be one thing, that is written out", () => {
  const schema = z.object({ version: z.literal(1), mode: z.enum(["on", "off"]) });
  const issues = schema.safeParse({}, { reportInput: true }).error?.issues ?? [];
  assert.deepEqual(
    issues.map((issue) => issueText(issue, issue.path.at(-1))),
    ["`version` is missing; write `version: 1`", "`mode` must be `on` or `off`"],
  );
  for (const version of ["1", null]) {
    const [issue] = schema.safeParse({ version, mode: "on" }, { reportInput: true }).error?.issues ?? [];
    assert.ok(issue !== undefined);
    assert.equal(issueText(issue, "version"), "`version` must be `1`");
  }
});

test("what is none of several forms is told of all of them, unless one of them says more", () => {
  const forms = z.union([z.literal("off"), z.strictObject({ attempts: z.int().optional(), window: z.string().optional() })]);
  const rows: readonly (readonly [value: unknown, text: string | null])[] = [
    [3, "`retries` must be `off` or an object of `attempts`, `window`, not a number"],
    [null, "`retries` must be `off` or an object of `attempts`, `window`, not empty"],
    ["of", "`retries` must be `off` or an object of `attempts`, `window`"],
    [{ attempts: "3" }, null],
  ];
  for (const [value, text] of rows) {
    const [issue] = forms.safeParse(value).error?.issues ?? [];
    assert.ok(issue?.code === "invalid_union");
    assert.equal(formsText(issue.errors, "retries", ["attempts", "window"]), text);
  }
  assert.equal(rows.length, 4);
  const [issue] = z.union([z.string(), z.array(z.string())]).safeParse(3).error?.issues ?? [];
  assert.ok(issue?.code === "invalid_union");
  assert.equal(formsText(issue.errors, 0, []), "entry 0 must be text or a list, not a number");
});
