import assert from "node:assert/strict";
import { test } from "node:test";
import { entra } from "./entra.ts";

test("an access token names its client and how it logged in, and permits something", () => {
  const claims = { iss: "i", sub: "s", tid: "t", iat: 1, ver: "2.0", azp: "c", azpacr: "1", scp: "a" };
  const header = { algorithm: "RS256", keyId: null, type: "jwt" };
  assert.equal(entra.check({ header, claims }), null);
  assert.equal(entra.check({ header, claims: { ...claims, azpacr: 1 } })?.place, "token:azpacr");
  assert.equal(entra.check({ header, claims: { ...claims, ver: "1.0" } })?.place, "token:appid");
});
