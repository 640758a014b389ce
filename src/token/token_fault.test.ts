import assert from "node:assert/strict";
import { test } from "node:test";
import { tokenFault } from "./token_fault.ts";

test("a fault says what, where and by which rule", () => {
  assert.deepEqual(tokenFault("token.expired", "exp", "RFC 7519 section 4.1"), {
    code: "token.expired",
    place: "token:exp",
    message: "the token has expired",
    rule: "RFC 7519 section 4.1",
  });
});

test("a fault of the whole token has no part, and a detail follows the sentence", () => {
  const fault = tokenFault("token.syntax", "", "r", "why");
  assert.equal(fault.place, "token");
  assert.equal(fault.message, "the token is not a compact JWS of three parts: why");
});
