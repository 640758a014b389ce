import assert from "node:assert/strict";
import { test } from "node:test";
import { authenticator, authServices, challengesOf, inShort, security, TOKEN_AUTH } from "../../../test/support/auth_services.ts";
import { type ExchangeSketch, exchange } from "../../../test/support/exchange.ts";
import { ISSUER, makeToken, NOW_S, testKey } from "../../../test/support/tokens.ts";
import { BUDGET_BURST } from "../../token/verification_budget.ts";
import type { AuthResult } from "../auth_result.ts";

const bearer = (token: string, sketch: ExchangeSketch = {}): ExchangeSketch => ({
  headers: [["authorization", `Bearer ${token}`]],
  ...sketch,
});
const services = authServices();
const check = authenticator(security({ bearer: [] }), services, TOKEN_AUTH);
const ask = (token: string, sketch: ExchangeSketch = {}): AuthResult => check(exchange(bearer(token, sketch)));

test("a good token makes a principal of its subject, client, scopes, claims and end", () => {
  const result = ask(makeToken({ claims: { scope: "a b" } }));
  assert.ok(result.kind === "principal");
  const { principal } = result;
  assert.deepEqual(
    [principal.kind, principal.id, principal.subject, principal.issuer, principal.client, [...principal.scopes]],
    ["authenticated", `${ISSUER}|alice`, "alice", ISSUER, "web", ["a", "b"]],
  );
  const credential = principal.by.get("bearer");
  assert.deepEqual([credential?.kind, credential?.id, credential?.expiresAtS], ["jwt", "t-1", NOW_S + 300]);
});

test("a token shown again is the same credential, and its expiry is asked again", () => {
  const token = makeToken({ claims: { jti: "again" } });
  const [first, second] = [ask(token), ask(token)];
  assert.ok(first.kind === "principal" && second.kind === "principal");
  assert.equal(first.principal.by.get("bearer"), second.principal.by.get("bearer"));
  const later = authServices();
  const again = authenticator(security({ bearer: [] }), later, TOKEN_AUTH);
  assert.equal(inShort(again(exchange(bearer(token)))), `${ISSUER}|alice`);
  later.test.advance(330_000);
  assert.equal(inShort(again(exchange(bearer(token)))), "401 invalid_token token.expired token:exp");
});

test("a bad token is 401 with the challenge of RFC 6750 and says no more than that", () => {
  const expired = ask(makeToken({ claims: { exp: NOW_S - 100 } }));
  assert.equal(inShort(expired), "401 invalid_token token.expired token:exp");
  assert.deepEqual(challengesOf(expired), ['Bearer realm="shop", error="invalid_token", error_description="the access token has expired"']);
  const wrong = ask(makeToken({ claims: { aud: "other" } }));
  assert.equal(inShort(wrong), "401 invalid_token token.audience token:aud");
  assert.deepEqual(challengesOf(wrong), [
    'Bearer realm="shop", error="invalid_token", error_description="the access token is not valid for this API"',
  ]);
  assert.equal(inShort(ask(makeToken({ claims: { scope: 1 } }))), "401 invalid_token token.claim_type token:scope");
});

test("two credentials are 400 invalid_request", () => {
  const result = check(exchange(bearer(makeToken(), { query: "access_token=x" })));
  assert.equal(inShort(result), "400 invalid_credential_request bearer.malformed query:access_token");
  assert.match(challengesOf(result)[0] ?? "", /error="invalid_request"/u);
});

test("no key and an issuer that is down is 503 with Retry-After, never a pass and never a 401", () => {
  const down = authServices();
  down.keys.set = null;
  const result = authenticator(security({ bearer: [] }), down, TOKEN_AUTH)(exchange(bearer(makeToken())));
  assert.equal(inShort(result), "503 issuer_unavailable token.issuer_unavailable token:iss");
  assert.ok(result.kind === "refused");
  assert.deepEqual(result.problem.headers, [["retry-after", "10"]]);
});

test("a flood of garbage from one client is 429 with Retry-After; IPv6 clients are counted by their /64", () => {
  const flooded = authServices();
  const verify = authenticator(security({ bearer: [] }), flooded, TOKEN_AUTH);
  for (let index = 0; index < BUDGET_BURST; index++) verify(exchange(bearer(`garbage${index}`, { address: `2001:db8::${index}` })));
  const over = verify(exchange(bearer(makeToken(), { address: "2001:db8::ffff" })));
  assert.equal(inShort(over), "429 too_many_invalid_tokens token.verification_budget header:authorization");
  assert.ok(over.kind === "refused" && over.problem.headers[0]?.[0] === "retry-after");
  assert.equal(inShort(verify(exchange(bearer(makeToken(), { address: "192.0.2.9" })))), `${ISSUER}|alice`);
});

test("oauth2 and openIdConnect schemes take the same tokens: the configuration, not the document, says who issues them", () => {
  for (const scheme of ["oauth", "oidc"]) {
    const other = authenticator(security({ [scheme]: [] }), services, TOKEN_AUTH);
    assert.equal(inShort(other(exchange(bearer(makeToken())))), `${ISSUER}|alice`, scheme);
    assert.equal(
      inShort(other(exchange(bearer(makeToken({ key: testKey("rsa", "stranger") }))))),
      "401 invalid_token token.key_unknown token:header/kid",
    );
  }
});
