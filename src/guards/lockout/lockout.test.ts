import assert from "node:assert/strict";
import { test } from "node:test";
import { checkOf, issuesOf } from "../../../test/support/compile_guard.ts";
import { type ExchangeSketch, exchange } from "../../../test/support/exchange.ts";
import { guardServices } from "../../../test/support/guard_services.ts";
import type { Check } from "../../kernel/guard.ts";
import { problem } from "../../kernel/problem.ts";
import type { Outcome } from "../../kernel/record.ts";
import type { Verdict } from "../../kernel/verdict.ts";
import { lockout } from "./lockout.ts";

const OPTIONS = { threshold: 3, window: "1m", first: "1s", longest: "4s" };
const denied = (status: number, phase: "authn" | "identity" = "authn", code: string = "invalid_token"): Outcome => ({
  kind: "denied",
  by: "authn",
  phase,
  problem: problem(status, code, "No"),
});
const NOTHING_SHOWN = denied(401, "authn", "authentication_required");
const TOKEN = { headers: [["authorization", "Bearer garbage"]] } as const satisfies ExchangeSketch;
const withKey = (id: string, address: string): ExchangeSketch => ({ address, headers: [["x-api-key", `pc_${id}_secret`]] });

async function attempt(check: Check<"head">, sketch: ExchangeSketch, outcome: Outcome = denied(401)): Promise<Verdict> {
  const call = exchange(sketch);
  const verdict = await check(call);
  call.effects.end(
    verdict.kind === "pass" ? outcome : { kind: "denied", by: "lockout", phase: "head", problem: problem(429, "locked_out", "No") },
  );
  return verdict;
}

test("the guard runs without being configured", () => {
  assert.equal(lockout.always, true);
});

test("after the threshold each failure locks the address out twice as long, and time alone lets it in again", async () => {
  const services = guardServices();
  const check = await checkOf(lockout, OPTIONS, services);
  for (let failure = 0; failure < 3; failure++) assert.equal((await attempt(check, TOKEN)).kind, "pass");
  const waits: unknown[] = [];
  for (let round = 0; round < 4; round++) {
    const verdict = await attempt(check, TOKEN);
    assert.equal(verdict.kind === "deny" && verdict.problem.status, 429);
    assert.deepEqual(
      verdict.findings.map((finding) => [finding.code, finding.place]),
      [["lockout.address", "client"]],
    );
    const wait = verdict.kind === "deny" ? Number(verdict.problem.headers[0]?.[1]) : 0;
    waits.push(wait);
    services.advance(wait * 1000);
    assert.equal((await attempt(check, TOKEN)).kind, "pass");
  }
  assert.deepEqual(waits, [1, 2, 4, 4]);
  assert.equal((await attempt(check, { ...TOKEN, address: "192.0.2.2" })).kind, "pass");
});

test("a lock holds for good tokens and for calls without any too: it is the address that is locked", async () => {
  const check = await checkOf(lockout, OPTIONS);
  for (let failure = 0; failure < 3; failure++) await attempt(check, TOKEN);
  assert.equal((await attempt(check, {}, { kind: "forwarded", status: 200 })).kind, "deny");
});

test("only failed attempts count: not success, not 403, not a dead issuer, not a call without credential", async () => {
  const check = await checkOf(lockout, OPTIONS);
  const rows: readonly (readonly [ExchangeSketch, Outcome])[] = [
    [TOKEN, { kind: "forwarded", status: 401 }],
    [TOKEN, denied(403)],
    [TOKEN, denied(503)],
    [TOKEN, denied(401, "identity")],
    [TOKEN, { kind: "abandoned" }],
    [{ headers: [["accept", "*/*"]] }, NOTHING_SHOWN],
  ];
  for (const [sketch, outcome] of rows)
    for (let time = 0; time < 5; time++) assert.equal((await attempt(check, sketch, outcome)).kind, "pass");
  assert.equal(rows.length, 6);
});

test("an attempt counts however the credential is written, and also where no authenticator reads it", async () => {
  const rows: readonly (readonly [ExchangeSketch, Outcome])[] = [
    [{ query: "key=%70c_abcdefghij_secret" }, denied(401, "authn", "invalid_api_key")],
    [{ headers: [["cookie", "key=guess"]] }, denied(401, "authn", "invalid_api_key")],
    [{ headers: [["authorization", "Basic guess"]] }, NOTHING_SHOWN],
  ];
  for (const [sketch, outcome] of rows) {
    const check = await checkOf(lockout, OPTIONS);
    for (let failure = 0; failure < 3; failure++) assert.equal((await attempt(check, sketch, outcome)).kind, "pass");
    await attempt(check, sketch, outcome);
    assert.equal((await attempt(check, sketch, outcome)).kind, "deny", JSON.stringify(sketch));
  }
  assert.equal(rows.length, 3);
});

test("a key tried from many addresses of one network is locked there, not for its owner elsewhere", async () => {
  const check = await checkOf(lockout, OPTIONS);
  for (let host = 1; host <= 3; host++) assert.equal((await attempt(check, withKey("abcdefghij", `192.0.2.${host}`))).kind, "pass");
  const verdict = await attempt(check, withKey("abcdefghij", "192.0.2.9"));
  assert.deepEqual(
    verdict.findings.map((finding) => [finding.code, finding.place]),
    [["lockout.key", "credential"]],
  );
  assert.equal((await attempt(check, withKey("zzzzzzzzzz", "192.0.2.9"))).kind, "pass");
  assert.equal((await attempt(check, withKey("abcdefghij", "198.51.100.1"))).kind, "pass");
});

test("failures outlive a generation", async () => {
  const services = guardServices();
  const before = await checkOf(lockout, OPTIONS, services);
  for (let failure = 0; failure < 3; failure++) await attempt(before, TOKEN);
  const after = await checkOf(lockout, undefined, services);
  assert.equal((await attempt(after, TOKEN)).kind, "deny");
});

test("options that can't be meant do not compile", async () => {
  assert.deepEqual((await issuesOf(lockout, { first: "1m", longest: "1s" }))[0]?.path, ["longest"]);
  assert.deepEqual((await issuesOf(lockout, { window: "0s" }))[0]?.path, ["window"]);
  assert.deepEqual((await issuesOf(lockout, { threshold: 0 }))[0]?.path, ["threshold"]);
});
