import assert from "node:assert/strict";
import { test } from "node:test";
import { auth0 } from "./auth0.ts";

test("the client is named and is not the audience", () => {
  const claims = { iss: "i", sub: "s", iat: 1, azp: "c", aud: "a" };
  const header = { algorithm: "RS256", keyId: null, type: "jwt" };
  assert.equal(auth0.check({ header, claims }), null);
  assert.equal(auth0.check({ header, claims: { ...claims, aud: ["a", "c"] } })?.code, "token.id_token");
});
