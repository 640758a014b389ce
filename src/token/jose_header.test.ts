import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHeader } from "./jose_header.ts";

test("alg, kid and typ are read; the media type prefix and case of typ mean nothing", () => {
  assert.deepEqual(parseHeader({ alg: "RS256", kid: "k", typ: "Application/AT+JWT", other: 1 }), {
    ok: true,
    header: { algorithm: "RS256", keyId: "k", type: "at+jwt" },
  });
  assert.deepEqual(parseHeader({ alg: "RS256" }), { ok: true, header: { algorithm: "RS256", keyId: null, type: null } });
});

test("each member that could steer the verification is refused, whatever its value", () => {
  const members = ["crit", "b64", "jku", "jwk", "x5u", "x5c", "zip", "enc"];
  for (const member of members) {
    const parsed = parseHeader({ alg: "RS256", [member]: null });
    assert.ok(!parsed.ok && parsed.fault.code === "token.header" && parsed.fault.place === `token:header/${member}`, member);
  }
  assert.equal(members.length, 8);
});

test("a header that is no object is refused", () => {
  for (const value of [null, "x", 1, [], true]) assert.equal(parseHeader(value).ok, false);
});
