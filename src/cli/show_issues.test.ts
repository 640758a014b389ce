import assert from "node:assert/strict";
import { test } from "node:test";
import type { Issue } from "../kernel/issue.ts";
import type { Io } from "./command.ts";
import { countIssues, nameOf, showIssues } from "./show_issues.ts";

const ISSUE: Issue = { severity: "error", code: "config.x", message: "no such key", file: "/w/a.yaml", pointer: "/a", line: 3, column: 5 };

test("an issue for people starts with the place that editors jump to", () => {
  let text = "";
  const io: Io = { out: assert.fail, err: (part) => void (text += part), colours: false, columns: 80, cwd: "/w", env: {} };
  showIssues([ISSUE, { ...ISSUE, severity: "warning", file: null, pointer: "", line: null, column: null }], io);
  assert.equal(text, "a.yaml:3:5: error: no such key (/a) [config.x]\nwarning: no such key [config.x]\n");
});

test("issues are counted by severity", () => {
  assert.equal(countIssues([ISSUE, ISSUE, { ...ISSUE, severity: "warning" }]), "2 errors, 1 warning");
  assert.equal(countIssues([]), "0 errors, 0 warnings");
});

test("a file is named from the working directory where it lies below it", () => {
  assert.deepEqual(
    ["/w/a/b.yaml", "file:///w/a%20b.yaml", "/etc/c.yaml", "https://a.example/d.yaml"].map((file) => nameOf(file, "/w")),
    ["a/b.yaml", "a b.yaml", "/etc/c.yaml", "https://a.example/d.yaml"],
  );
});
