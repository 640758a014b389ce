import assert from "node:assert/strict";
import { test } from "node:test";
import { CLOSE, isWireCode, parseClose, toCloseBody } from "./close.ts";

const body = (code: number, reason: readonly number[] = []): Uint8Array => Uint8Array.from([code >> 8, code & 255, ...reason]);

test("codes that may travel are those of RFC 6455 section 7.4 and the IANA registry", () => {
  const good = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999];
  const bad = [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535];
  for (const code of good) assert.ok(isWireCode(code), String(code));
  for (const code of bad) assert.ok(!isWireCode(code), String(code));
});

test("a close frame's body is read strictly and written back the same", () => {
  assert.deepEqual(parseClose(new Uint8Array(0)), { code: null, reason: "" });
  assert.deepEqual(parseClose(body(1000)), { code: 1000, reason: "" });
  assert.deepEqual(parseClose(body(4000, [0xc3, 0xbc])), { code: 4000, reason: "ü" });
  assert.equal(parseClose(Uint8Array.of(3)), CLOSE.protocolError);
  assert.equal(parseClose(body(1005)), CLOSE.protocolError);
  assert.equal(parseClose(body(1000, [0xc3])), CLOSE.invalidPayload);
  assert.deepEqual(toCloseBody({ code: null, reason: "x" }), new Uint8Array(0));
  assert.deepEqual(toCloseBody({ code: 4000, reason: "ü" }), body(4000, [0xc3, 0xbc]));
  assert.throws(() => toCloseBody({ code: 1006, reason: "" }), RangeError);
  assert.throws(() => toCloseBody({ code: 1000, reason: "x".repeat(124) }), RangeError);
});
