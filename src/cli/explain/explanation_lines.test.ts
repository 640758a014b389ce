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

test("a stored record tells what the caller was answered and by which target, a call's own status and the client's fingerprint", () => {
  const ja4 = "t13d1516h2_8daaf6152771_b186095e22b6";
  const rows = [
    [recordWith({}), "forwarded, status 200, upstream 127.0.0.1:3000 200"],
    [recordWith({ upstream: null }), "forwarded, status 200, upstream 200"],
    [
      recordWith({ upstreamStatus: null, status: 0, outcome: "abandoned" }),
      "abandoned by the client, status 0, upstream 127.0.0.1:3000 gave no answer",
    ],
    [
      deniedRecord({ status: 200, grpcStatus: 16 }),
      "denied by authn in the phase authn, status 200 (gRPC 16 UNAUTHENTICATED), unauthenticated",
    ],
  ] as const;
  for (const [record, line] of rows) assert.equal(storedLines(record, false)[3], line);
  assert.equal(rows.length, 4);
  assert.ok(storedLines(recordWith({ ja4 }), false).includes(`TLS client ${ja4} (JA4)`));
});
