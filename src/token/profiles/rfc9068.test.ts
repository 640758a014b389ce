import assert from "node:assert/strict";
import { test } from "node:test";
import { rfc9068 } from "./rfc9068.ts";

const claims = { iss: "i", aud: "a", exp: 2, sub: "s", client_id: "c", iat: 1, jti: "j" };
const check = (type: string | null, changed: object): string | undefined =>
  rfc9068.check({ header: { algorithm: "RS256", keyId: null, type }, claims: { ...claims, ...changed } })?.place;

test("the type is at+jwt, and each claim of section 2.2 is required", () => {
  assert.equal(check("at+jwt", {}), undefined);
  assert.equal(check("jwt", {}), "token:header/typ");
  assert.equal(check(null, {}), "token:header/typ");
  for (const name of ["iss", "sub", "client_id", "jti"]) assert.equal(check("at+jwt", { [name]: 1 }), `token:${name}`);
  assert.equal(check("at+jwt", { iat: "1" }), "token:iat");
});
