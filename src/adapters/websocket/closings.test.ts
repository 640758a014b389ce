import assert from "node:assert/strict";
import { test } from "node:test";
import { framingFault, GOING_AWAY, NOT_ALLOWED_ANY_MORE, UPSTREAM_GONE } from "./closings.ts";

test("peers are told by the codes that are registered for it (RFC 6455 section 7.4.1, IANA)", () => {
  assert.deepEqual([GOING_AWAY.code, NOT_ALLOWED_ANY_MORE.code, UPSTREAM_GONE.code], [1001, 1008, 1014]);
});

test("what can't be read names its side, and is the record's 400", () => {
  const { problem, findings } = framingFault("mask_missing", "client");
  assert.equal(problem.status, 400);
  assert.deepEqual(findings, [
    { code: "websocket.mask_missing", place: "client", message: "a client's frame is not masked", rule: "RFC 6455" },
  ]);
});
