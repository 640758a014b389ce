import assert from "node:assert/strict";
import { test } from "node:test";
import { keycloak } from "./keycloak.ts";

test("the claim typ decides; nonce does not, because old versions put it into access tokens", () => {
  const claims = { iss: "i", sub: "s", azp: "c", iat: 1, jti: "j", nonce: "n" };
  const header = { algorithm: "RS256", keyId: null, type: "jwt" };
  assert.equal(keycloak.check({ header, claims: { ...claims, typ: "Bearer" } }), null);
  assert.equal(keycloak.check({ header, claims: { ...claims, typ: "ID" } })?.place, "token:typ");
});
