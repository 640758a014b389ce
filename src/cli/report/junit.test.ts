import assert from "node:assert/strict";
import { test } from "node:test";
import type { Issue } from "../../kernel/issue.ts";
import { toJunit } from "./junit.ts";

const ISSUE: Issue = {
  severity: "error",
  code: "a.b",
  message: 'is "<wrong>" & \u0001',
  file: "/p/x.yaml",
  pointer: "/a",
  line: 3,
  column: null,
};

test("errors are failed tests, warnings passed ones with a remark, and markup is escaped", () => {
  const lines = toJunit([ISSUE, { ...ISSUE, severity: "warning", file: null, line: null }], () => "x.yaml").split("\n");
  assert.deepEqual(lines, [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    '  <testsuite name="portcullis check" tests="2" failures="1">',
    '    <testcase classname="portcullis.check" name="a.b x.yaml:3:1"><failure message="is &quot;&lt;wrong&gt;&quot; &amp; \u{FFFD}">/a</failure></testcase>',
    '    <testcase classname="portcullis.check" name="a.b /a"><system-out>is &quot;&lt;wrong&gt;&quot; &amp; \u{FFFD}</system-out></testcase>',
    "  </testsuite>",
    "</testsuites>",
    "",
  ]);
});

test("nothing wrong is one test that passed", () => {
  assert.match(
    toJunit([], (file) => file),
    /tests="1" failures="0">\n {4}<testcase classname="portcullis\.check" name="configuration"\/>/u,
  );
});
