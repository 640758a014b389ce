import assert from "node:assert/strict";
import { test } from "node:test";
import { generic } from "./generic.ts";

test("one sign of an access token is needed: the type, scopes, or a client that is not the audience", () => {
  const claims = { iss: "i", sub: "s", aud: "a" };
  const check = (type: string | null, more: object): string | undefined =>
    generic.check({ header: { algorithm: "RS256", keyId: null, type }, claims: { ...claims, ...more } })?.code;
  assert.equal(check("at+jwt", {}), undefined);
  assert.equal(check("jwt", { scp: ["x"] }), undefined);
  assert.equal(check(null, { client_id: "c" }), undefined);
  assert.equal(check(null, {}), "token.id_token");
  assert.equal(check(null, { client_id: "a" }), "token.id_token");
});
