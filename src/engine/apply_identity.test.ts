import assert from "node:assert/strict";
import { test } from "node:test";
import { liveExchange } from "../../test/support/plans.ts";
import { ANONYMOUS, type Principal } from "../kernel/principal.ts";
import { problem } from "../kernel/problem.ts";
import { applyIdentity } from "./apply_identity.ts";

const ALICE: Principal = { ...ANONYMOUS, kind: "authenticated", id: "https://idp|alice", subject: "alice", issuer: "https://idp" };
const REFUSED = {
  kind: "refused",
  problem: problem(403, "insufficient_scope", "More is needed"),
  findings: [{ code: "token.scope", place: "header:authorization", message: "a scope is missing" }],
  caller: ALICE,
} as const;

test("who is proven is the principal, in either mode", () => {
  for (const observe of [false, true]) {
    const exchange = liveExchange({ path: "/a" });
    assert.equal(applyIdentity(exchange, { kind: "principal", principal: ALICE, findings: [] }, observe), null);
    assert.equal(exchange.principal, ALICE);
    assert.deepEqual(exchange.trail.observed, observe ? ["authn"] : []);
  }
});

test("who is refused is refused, and known to the record where somebody was proven", () => {
  const exchange = liveExchange({ path: "/a" });
  assert.equal(applyIdentity(exchange, REFUSED, false), REFUSED.problem);
  assert.equal(exchange.principal, ALICE);
  const nobody = liveExchange({ path: "/a" });
  const { caller: _caller, ...unknown } = REFUSED;
  applyIdentity(nobody, unknown, false);
  assert.equal(nobody.principal, ANONYMOUS);
  assert.deepEqual(
    exchange.trail.findings.map(({ code, guard, mode, would }) => [code, guard, mode, would]),
    [["token.scope", "authn", "enforce", undefined]],
  );
});

test("while it is only observed a refused caller goes on as nobody, and it is told what would have been", () => {
  const exchange = liveExchange({ path: "/a" });
  assert.equal(applyIdentity(exchange, REFUSED, true), null);
  assert.equal(exchange.principal, ANONYMOUS);
  assert.deepEqual(
    exchange.trail.findings.map(({ code, mode, would }) => [code, mode, would]),
    [["token.scope", "observe", "deny"]],
  );
});
