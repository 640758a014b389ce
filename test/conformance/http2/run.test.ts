import assert from "node:assert/strict";
import { test } from "node:test";
import { HTTP2_CASES, runHttp2Cases } from "./run.ts";

test("every MUST of RFC 9113 that has a case comes out as decided, and so does its twin", async () => {
  const { passed, failures, skips } = await runHttp2Cases();
  assert.deepEqual(failures, []);
  // Those that are decided otherwise on purpose give their reason; they are run and compared like the others.
  assert.equal(skips.length, 16);
  assert.equal(passed, 109);
});

test("no rule stands twice, so that a report names one case", () => {
  assert.equal(new Set(HTTP2_CASES.map(({ section, rule }) => `${section} ${rule}`)).size, HTTP2_CASES.length);
});
