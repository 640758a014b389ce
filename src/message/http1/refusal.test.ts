import assert from "node:assert/strict";
import { test } from "node:test";
import { REFUSAL_CODES, refuseRequest, refuseResponse } from "./refusal.ts";

test("every reason is one lower-case sentence with a status of its own towards clients and 502 for upstreams", () => {
  for (const code of REFUSAL_CODES) {
    const { status, message } = refuseRequest(code, "line:1");
    assert.ok([400, 413, 414, 417, 431, 501, 502, 505].includes(status), code);
    assert.ok(/^[a-z`A-Z][^\n]+[^.]$/u.test(message) && message.length < 120, code);
    assert.equal(refuseResponse(code, "line:1").status, 502);
  }
  assert.equal(REFUSAL_CODES.length, 54);
});

test("a refusal carries code and place", () => {
  assert.deepEqual(refuseRequest("head_too_large", "line:9"), {
    kind: "refuse",
    status: 431,
    code: "head_too_large",
    message: "the head is over its limit",
    place: "line:9",
  });
});
