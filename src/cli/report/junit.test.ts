import assert from "node:assert/strict";
import { test } from "node:test";
import type { Issue } from "../../kernel/issue.ts";
import { toJunit } from "./junit.ts";

const ISSUE: Issue = { severity: "error", code: "x.y", message: 'a < "b" & \u0001', file: "f.yaml", pointer: "/a", line: 3, column: null };
const same = (file: string): string => file;

test("an error is a failed test at its line, with markup escaped and control characters replaced", () => {
  const text = toJunit([ISSUE], same);
  assert.match(text, /tests="1" failures="1"/u);
  assert.match(text, /name="x\.y f\.yaml:3:1"><failure message="a &lt; &quot;b&quot; &amp; \ufffd">\/a<\/failure>/u);
});

test("a warning passes with a remark, and nothing wrong is one test that passed", () => {
  assert.match(toJunit([{ ...ISSUE, severity: "warning", file: null, line: null }], same), /failures="0"[^]*name="x\.y \/a"><system-out>/u);
  assert.match(toJunit([], same), /tests="1" failures="0"[^]*name="configuration"\/>/u);
});
