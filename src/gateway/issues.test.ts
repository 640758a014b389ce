import assert from "node:assert/strict";
import { test } from "node:test";
import { configOf } from "../../test/support/configuration.ts";
import { listenIssue, restartIssues } from "./issues.ts";

test("what can't change while the gateway runs is said, what can is not", () => {
  const before = configOf({});
  assert.deepEqual(restartIssues(before, configOf({ modes: { limits: "observe" } }), "x.yaml"), []);
  const issues = restartIssues(before, configOf({ listen: "127.0.0.1:1", trusted_proxies: ["10.0.0.0/8"] }), "x.yaml");
  assert.deepEqual(
    issues.map(({ severity, code, pointer }) => [severity, code, pointer]),
    [
      ["warning", "config.needs_restart", "/listen"],
      ["warning", "config.needs_restart", "/trusted_proxies"],
    ],
  );
});

test("a taken address is named with the way out", () => {
  const taken = Object.assign(new Error("listen"), { code: "EADDRINUSE" });
  const issue = listenIssue({ host: "127.0.0.1", port: 8080 }, "/listen", taken);
  assert.match(issue.message, /`127\.0\.0\.1:8080` is taken/u);
  assert.deepEqual([issue.code, issue.pointer], ["listen.failed", "/listen"]);
});
