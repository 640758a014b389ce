import assert from "node:assert/strict";
import { test } from "node:test";
import { checkToken, checkType, refuseClaims } from "./profile.ts";
import { PROFILES } from "./profiles/index.ts";

const header = { algorithm: "RS256", keyId: null, type: "at+jwt" };

test("an absent typ is accepted only where the list says so", () => {
  assert.equal(checkType({ header: { ...header, type: null }, claims: {} }, [null]), null);
  assert.equal(checkType({ header: { ...header, type: null }, claims: {} }, ["jwt"])?.code, "token.type");
});

test("a claim of ID tokens is refused with its name, also when it is null", () => {
  assert.equal(refuseClaims({ nonce: null }, ["nonce"])?.place, "token:nonce");
  assert.equal(refuseClaims({ x: 1 }, ["nonce"]), null);
});

test("every check is made: issuer, profile, audience, times, binding", () => {
  const rules = { issuer: "i", audiences: ["a"], skewS: 0, maxAgeS: null };
  const good = { iss: "i", aud: "a", exp: 10, sub: "s", client_id: "c", iat: 1, jti: "j" };
  const codeOf = (claims: object): string | undefined =>
    checkToken({ header, claims: { ...good, ...claims } }, PROFILES.rfc9068, rules, 5)?.code;
  assert.equal(codeOf({}), undefined);
  assert.deepEqual([{ iss: "x" }, { jti: "" }, { aud: "x" }, { exp: 5 }, { cnf: {} }].map(codeOf), [
    "token.issuer",
    "token.claim_type",
    "token.audience",
    "token.expired",
    "token.sender_constrained",
  ]);
});
