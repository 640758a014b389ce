import assert from "node:assert/strict";
import { test } from "node:test";
import type { ConfigIssue } from "../config/read_config.ts";
import { OperationIssues } from "./operation_issues.ts";

const issue = (message: string, path: readonly PropertyKey[] = ["a"]): ConfigIssue => ({ severity: "error", code: "c", message, path });

test("what operations have in common is told once and names them, up to ten", () => {
  const issues = new OperationIssues();
  for (let index = 1; index <= 12; index++) issues.add({ id: `o${index}` }, [issue("is wrong")]);
  issues.add({ id: "o1" }, [issue("is wrong too"), issue("is wrong", ["b"])]);
  assert.deepEqual(issues.list(), [
    issue("operations `o1`, `o2`, `o3`, `o4`, `o5`, `o6`, `o7`, `o8`, `o9`, `o10` and 2 more: is wrong"),
    issue("operation `o1`: is wrong too"),
    issue("operation `o1`: is wrong", ["b"]),
  ]);
});

test("what is wrong at two places is two issues, each with its place", () => {
  const issues = new OperationIssues();
  const at = (pointer: string): ConfigIssue => ({ ...issue("is wrong"), place: { uri: "api.yaml", pointer } });
  issues.add({ id: "o" }, [at("/a"), at("/b"), at("/a")]);
  issues.add({ id: "p" }, [at("/a")]);
  assert.deepEqual(
    issues.list().map(({ message, place }) => [message, place?.pointer]),
    [
      ["operations `o`, `p`: is wrong", "/a"],
      ["operation `o`: is wrong", "/b"],
    ],
  );
});

test("nothing wrong is no issue", () => {
  const issues = new OperationIssues();
  issues.add({ id: "o" }, []);
  assert.deepEqual(issues.list(), []);
});
