import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf } from "../message/headers.ts";
import { admitCall } from "./admit_call.ts";

const HOUR_MS = 3_600_000;

test("a call lasts as long as its caller asks for, and never longer than it may", () => {
  const rows = [
    [[], HOUR_MS],
    [["250m"], 250],
    [["10S"], 10_000],
    [["2H"], HOUR_MS],
    [["0m"], 1],
  ] as const;
  for (const [values, lastsMs] of rows) {
    const fields = fieldsOf(values.map((value) => ["grpc-timeout", value] as const));
    assert.equal(admitCall(fields, HOUR_MS, true), lastsMs, values[0] ?? "none");
  }
  assert.equal(rows.length, 5);
});

test("what is no deadline, or does not come over HTTP/2, is refused", () => {
  for (const [value, http2, status, code, place] of [
    ["soon", true, 400, "grpc.malformed_timeout", "header:grpc-timeout"],
    ["123456789S", true, 400, "grpc.malformed_timeout", "header:grpc-timeout"],
    ["1S", false, 505, "grpc.http2_required", ""],
  ] as const) {
    const refused = admitCall(fieldsOf([["grpc-timeout", value]]), HOUR_MS, http2);
    assert.ok(typeof refused === "object");
    assert.deepEqual([refused.problem.status, refused.findings.map((finding) => [finding.code, finding.place])], [status, [[code, place]]]);
  }
});

test("two deadlines are none, whatever they say", () => {
  for (const second of ["1S", "99999999H"]) {
    const fields = fieldsOf([
      ["grpc-timeout", "1S"],
      ["grpc-timeout", second],
    ]);
    const refused = admitCall(fields, HOUR_MS, true);
    assert.ok(typeof refused === "object");
    assert.equal(refused.findings[0]?.code, "grpc.malformed_timeout");
  }
});
