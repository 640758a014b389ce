import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsOf } from "../headers.ts";
import { DEFAULT_REQUEST_LIMITS } from "./http1_limits.ts";
import { readRequestFraming } from "./request_framing.ts";

const read = (minor: 0 | 1, ...pairs: (readonly [string, string])[]) =>
  readRequestFraming(fieldsOf([["host", "a"], ...pairs]), minor, DEFAULT_REQUEST_LIMITS);

test("HTTP/1.1 persists unless it says close; HTTP/1.0 never does", () => {
  const keeps = (outcome: ReturnType<typeof read>) => outcome.kind === "framing" && outcome.keepAlive;
  assert.equal(keeps(read(1)), true);
  assert.equal(keeps(read(1, ["connection", "close"])), false);
  assert.equal(keeps(read(0, ["connection", "keep-alive"])), false);
});

test("every protocol of Upgrade is named where Connection lists it, and none over HTTP/1.0", () => {
  const upgrade = (outcome: ReturnType<typeof read>) => outcome.kind === "framing" && outcome.upgrade;
  const pairs = [
    ["connection", "upgrade"],
    ["upgrade", "a"],
    ["upgrade", "b"],
  ] as const;
  assert.equal(upgrade(read(1, ...pairs)), "a, b");
  assert.equal(upgrade(read(0, ...pairs)), null);
  assert.equal(upgrade(read(1, ["connection", "upgrade"])), null);
});

test("an expectation counts only before content", () => {
  const waits = (outcome: ReturnType<typeof read>) => outcome.kind === "framing" && outcome.expectContinue;
  assert.equal(waits(read(1, ["expect", "100-continue"], ["content-length", "1"])), true);
  assert.equal(waits(read(1, ["expect", "100-continue"], ["transfer-encoding", "chunked"])), true);
  assert.equal(waits(read(1, ["expect", "100-continue"], ["content-length", "0"])), false);
  assert.equal(waits(read(1, ["expect", "100-continue"])), false);
});

test("a nominated field is gone from what guards see", () => {
  const outcome = read(1, ["connection", "hint"], ["hint", "1"], ["other", "2"]);
  assert.deepEqual(outcome.kind === "framing" && [outcome.fields.has("hint"), outcome.fields.get("other")], [false, "2"]);
});
