import assert from "node:assert/strict";
import { test } from "node:test";
import { problem } from "../kernel/problem.ts";
import { grpcRefusal, grpcStatusName, grpcStatusOf, isGrpcServerError, parseGrpcStatus, toGrpcMessage } from "./status.ts";

test("statuses of HTTP as those of gRPC; what is not in the table is INTERNAL", () => {
  const rows = [
    [400, 3],
    [401, 16],
    [403, 7],
    [404, 12],
    [405, 12],
    [413, 8],
    [422, 3],
    [429, 8],
    [500, 13],
    [502, 14],
    [503, 14],
    [504, 4],
    [418, 13],
  ] as const;
  for (const [http, wanted] of rows) assert.equal(grpcStatusOf(http), wanted, String(http));
  assert.equal(rows.length, 13);
});

test("a message is visible ASCII, the rest percent-encoded", () => {
  assert.equal(toGrpcMessage("50 % of ü\r\nx: y"), "50 %25 of %C3%BC%0D%0Ax%3A y");
});

test("a refusal has no messages, keeps the problem's fields, and names the event", () => {
  const refused = grpcRefusal(problem(429, "rate_limited", "Too many requests", { headers: [["retry-after", "3"]] }), "id-1");
  assert.deepEqual(refused, {
    status: 200,
    headers: [
      ["content-type", "application/grpc"],
      ["grpc-status", "8"],
      ["grpc-message", "Too many requests (rate_limited%2C id-1)"],
      ["retry-after", "3"],
    ],
    body: null,
  });
});

test("a status is read as decimal digits alone, and has its name", () => {
  const rows = [
    ["0", 0, "OK"],
    ["7", 7, "PERMISSION_DENIED"],
    ["16", 16, "UNAUTHENTICATED"],
    ["17", 17, "17"],
  ] as const;
  for (const [text, status, name] of rows) {
    assert.equal(parseGrpcStatus(text), status);
    assert.equal(grpcStatusName(status), name);
  }
  for (const text of [undefined, "", "-1", "1e1", "0x1", "1000", " 7", "7, 7"]) assert.equal(parseGrpcStatus(text), null, text);
  assert.equal(rows.length, 4);
});

test("the server's own errors are those of OpenTelemetry's conventions: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS", () => {
  const errors = Array.from({ length: 17 }, (_unused, status) => status).filter(isGrpcServerError);
  assert.deepEqual(errors.map(grpcStatusName), ["UNKNOWN", "DEADLINE_EXCEEDED", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS"]);
});
