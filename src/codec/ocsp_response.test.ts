import assert from "node:assert/strict";
import { test } from "node:test";
import { Authority } from "../../test/support/authority.ts";
import { der, sequence } from "../../test/support/der.ts";
import { isCurrent, parseOcspResponse } from "./ocsp_response.ts";

const authority = new Authority();

test("an answer names the certificate, its status and how long that holds", () => {
  for (const status of ["good", "revoked", "unknown"] as const) {
    const [answer, ...others] = parseOcspResponse(authority.ocsp({ serial: 0x9f01, status, forMs: 60_000 })) ?? [];
    assert.ok(answer !== undefined && others.length === 0);
    assert.deepEqual([answer.serial, answer.status], ["9F01", status]);
    assert.ok(isCurrent(answer, Date.now()) && !isCurrent(answer, Date.now() + 61_000) && !isCurrent(answer, answer.thisUpdateMs - 1));
    assert.equal(isCurrent({ ...answer, nextUpdateMs: null }, Date.now()), false);
  }
});

test("a responder's error, something cut off and something else are no answer", () => {
  const whole = authority.ocsp({ serial: 1 });
  assert.equal(parseOcspResponse(sequence(der(0x0a, Buffer.from([6])))), null);
  assert.equal(parseOcspResponse(whole.subarray(0, -1)), null);
  assert.equal(parseOcspResponse(Buffer.from("no")), null);
});
