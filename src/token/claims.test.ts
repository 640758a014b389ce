import assert from "node:assert/strict";
import { test } from "node:test";
import { audiencesOf, checkAudience, checkIssuer, checkRequired, checkTimes, checkUnbound, isTextArray, textClaim } from "./claims.ts";

const RULES = { issuer: "https://idp.example", audiences: ["a", "b"], skewS: 30, maxAgeS: null };

test("the issuer is compared character by character", () => {
  assert.equal(checkIssuer({ iss: "https://idp.example" }, RULES), null);
  assert.equal(checkIssuer({ iss: "https://idp.example/" }, RULES)?.code, "token.issuer");
});

test("one audience of the API among those of the token is enough", () => {
  assert.equal(checkAudience({ aud: ["x", "b"] }, RULES), null);
  assert.equal(checkAudience({ aud: "A" }, RULES)?.code, "token.audience");
  assert.equal(checkAudience({}, RULES)?.code, "token.claim_missing");
  assert.equal(checkAudience({ aud: "" }, RULES)?.code, "token.claim_type");
  assert.deepEqual(audiencesOf({ aud: "a" }), ["a"]);
});

test("a token ends exactly at exp plus skew and begins at nbf minus skew", () => {
  assert.equal(checkTimes({ exp: 100 }, RULES, 129.999), null);
  assert.equal(checkTimes({ exp: 100 }, RULES, 130)?.code, "token.expired");
  assert.equal(checkTimes({ exp: 1_000, nbf: 100 }, RULES, 70), null);
  assert.equal(checkTimes({ exp: 1_000, nbf: 100 }, RULES, 69.999)?.code, "token.not_yet_valid");
  assert.equal(checkTimes({ exp: 1_000, iat: 100 }, RULES, 69)?.code, "token.issued_in_future");
});

test("where the age is limited, iat is required", () => {
  const rules = { ...RULES, maxAgeS: 60 };
  assert.equal(checkTimes({ exp: 1_000 }, rules, 100)?.place, "token:iat");
  assert.equal(checkTimes({ exp: 1_000, iat: 10 }, rules, 100), null);
  assert.equal(checkTimes({ exp: 1_000, iat: 9 }, rules, 100)?.code, "token.too_old");
});

test("required claims are text that is not empty, iat a date", () => {
  assert.equal(checkRequired({ sub: "x", iat: 1 }, ["sub", "iat"]), null);
  assert.equal(checkRequired({ sub: "" }, ["sub"])?.code, "token.claim_type");
  assert.equal(checkRequired({ iat: "1" }, ["iat"])?.code, "token.claim_type");
  assert.equal(checkRequired({}, ["jti"])?.code, "token.claim_missing");
});

test("a binding of any kind is refused", () => {
  assert.equal(checkUnbound({}), null);
  assert.equal(checkUnbound({ cnf: {} })?.code, "token.sender_constrained");
});

test("small readers of claims", () => {
  assert.equal(textClaim({ a: "x" }, "a"), "x");
  assert.equal(textClaim({ a: 1 }, "a"), null);
  assert.deepEqual([isTextArray(["x"]), isTextArray([1]), isTextArray("x"), isTextArray([])], [true, false, false, true]);
});
