import assert from "node:assert/strict";
import { test } from "node:test";
import type { Issue } from "../kernel/issue.ts";
import type { Io } from "./command.ts";
import { countIssues, nameOf, showIssues } from "./show_issues.ts";

const ISSUE: Issue = { severity: "error", code: "a.b", message: "is wrong", file: "/project/x.yaml", pointer: "/a/0", line: 3, column: 7 };

function shown(...issues: readonly Issue[]): string {
  let text = "";
  const io: Io = { out: () => {}, err: (part) => void (text += part), colours: false, columns: 80, cwd: "/project", env: {} };
  showIssues(issues, io);
  return text;
}

test("an issue is a line with file, position, severity, message, pointer and code", () => {
  assert.equal(shown(ISSUE), "x.yaml:3:7: error: is wrong (/a/0) [a.b]\n");
  assert.equal(shown({ ...ISSUE, line: null, column: null, severity: "warning" }), "x.yaml: warning: is wrong (/a/0) [a.b]\n");
  assert.equal(shown({ ...ISSUE, file: null, pointer: "", severity: "note" }), "note: is wrong [a.b]\n");
});

test("files are named as a person in the folder would", () => {
  assert.equal(nameOf("/project/a/b.yaml", "/project"), "a/b.yaml");
  assert.equal(nameOf("file:///project/a%20b.yaml", "/project"), "a b.yaml");
  assert.equal(nameOf("/elsewhere/b.yaml", "/project"), "/elsewhere/b.yaml");
});

test("errors and warnings are counted", () => {
  assert.equal(countIssues([]), "0 errors, 0 warnings");
  assert.equal(countIssues([ISSUE, { ...ISSUE, severity: "warning" }, { ...ISSUE, severity: "note" }]), "1 error, 1 warning");
});

test("what a document says moves no cursor: neither its message, its place nor its file", () => {
  const hostile = "x\u001b[2J\u009b1A\u202e\r\n";
  const line = shown({ ...ISSUE, message: hostile, pointer: `/${hostile}`, file: `/project/${hostile}` });
  assert.doesNotMatch(line.slice(0, -1), /[\p{Cc}\p{Cf}]/u);
  assert.ok(line.endsWith("\n"));
});
