import assert from "node:assert/strict";
import { test } from "node:test";
import { deniedRecord, recordWith } from "../../../test/support/exchange_record.ts";
import type { Explanation } from "./explain_request.ts";
import { explanationLines, storedLines } from "./explanation_lines.ts";

const EXPLANATION: Explanation = {
  steps: [
    { phase: "head", by: "method", mode: "enforce", said: "passes", findings: [] },
    { phase: "authn", by: "authn", mode: "enforce", said: "passes", findings: [], principal: "i|alice" },
    {
      phase: "body",
      by: "size",
      mode: "observe",
      said: "refuses",
      findings: [{ code: "x.bad", place: "body:/a", message: "is bad", rule: "r" }],
    },
  ],
  api: "shop",
  operation: "list",
  forwarded: { to: "http://h:1", head: "GET /a HTTP/1.1\r\nHost: h\r\n\r\n", bodyBytes: 0 },
  answer: null,
  record: recordWith({ method: "GET", path: "/a", steps: 7 }),
};

test("a run tells every step, what only observed, and what would be forwarded", () => {
  assert.deepEqual(explanationLines(EXPLANATION, "alice", false), [
    "run here, with the configuration as it is now; the upstream was not asked, and limits count from zero",
    "the caller `alice` was taken as proven",
    "GET /a -> shop list",
    "",
    "  head      method               passes",
    "  authn     authn                passes: i|alice",
    "  body      size                 would refuse (observes)",
    "            x.bad  body:/a: is bad (r)",
    "",
    "forwarded to http://h:1:",
    "  GET /a HTTP/1.1",
    "  Host: h",
    "7 steps of work",
  ]);
});

test("what callers sent moves no cursor and starts no line", () => {
  const hostile = "\u001b[2J\r\nx\u202e";
  const record = recordWith({ method: "GET", path: `/${hostile}`, principal: `i|${hostile}`, client: "1.2.3.4" });
  const explained = { ...EXPLANATION, record, answer: { status: 400, body: hostile } };
  for (const line of [...explanationLines(explained, hostile, false), ...storedLines(record, false)])
    assert.equal(line.replaceAll(/[\p{Cc}\p{Cf}]/gu, "!"), line);
});

test("a stored record says that nothing was run again", () => {
  const lines = storedLines(deniedRecord({ outcome: "denied", by: "limits", phase: "identity", code: "rate_limited", status: 429 }), false);
  assert.equal(lines[0], "stored record: this was decided then; nothing was run again");
  assert.ok(
    lines.some((line) => line.startsWith("denied by limits in the phase identity, status 429") && line.endsWith("rate_limited")),
    lines.join("\n"),
  );
});
