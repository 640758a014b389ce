import assert from "node:assert/strict";
import { test } from "node:test";
import { testClientCertificate, testConnection } from "../../test/support/connection.ts";
import { apiPlan, generationOf, liveExchange, operation, operationPlan, runPorts } from "../../test/support/plans.ts";
import type { Phase } from "../kernel/exchange.ts";
import type { Check, Guard } from "../kernel/guard.ts";
import { ANONYMOUS } from "../kernel/principal.ts";
import { problem } from "../kernel/problem.ts";
import { deny, PASS } from "../kernel/verdict.ts";
import { fieldsOf } from "../message/headers.ts";
import { judgeAgain } from "./judge_again.ts";
import type { Generation, OperationPlan } from "./plan.ts";
import { ExchangeRun } from "./run.ts";

const NO_GUARDS: OperationPlan["guards"] = { head: [], route: [], identity: [], body: [], response: [] };
const ONLY = operation({ id: "any", method: "*", template: "/" });
const FINDING = { code: "test.no", place: "client", message: "no" };
const REFUSED = deny(problem(403, "no", "No"), FINDING);

function guard<P extends Phase>(phase: P, check: Check<P>, once = false): Guard<P> {
  return { name: "test", phase, mode: "enforce", onError: "deny", check, once };
}

function generation(plan: Partial<OperationPlan>, given: Partial<Generation> = {}, name = "test"): Generation {
  return generationOf([apiPlan({ name, anyOperation: ONLY, plan: operationPlan({ operation: ONLY, ...plan }) })], given);
}

/** An exchange that was admitted by a generation without any guards. */
async function admitted(): Promise<ExchangeRun> {
  const run = new ExchangeRun(generation({}), liveExchange({}), runPorts(), null);
  assert.equal(await run.admit(), null);
  return run;
}

test("the rules in force decide, each phase up to the identity; what they find is the exchange's own", async () => {
  const rows: readonly (readonly [name: string, next: Generation, denied: string | null])[] = [
    ["nothing changed", generation({}), null],
    ["a head guard denies", generation({}, { headGuards: [guard("head", () => REFUSED)] }), "test head no"],
    ["a route guard denies", generation({ guards: { ...NO_GUARDS, route: [guard("route", () => REFUSED)] } }), "test route no"],
    [
      "an identity guard denies",
      generation({ guards: { ...NO_GUARDS, identity: [guard("identity", () => REFUSED)] } }),
      "test identity no",
    ],
    ["a body guard is not asked", generation({ guards: { ...NO_GUARDS, body: [guard("body", () => REFUSED)] } }), null],
    [
      "one that counts exchanges is not asked",
      generation({ guards: { ...NO_GUARDS, route: [guard("route", () => REFUSED, true)] } }),
      null,
    ],
    [
      "its credential proves nothing any more",
      generation({ authenticate: () => ({ kind: "refused", problem: problem(401, "invalid_token", "No"), findings: [FINDING] }) }),
      "authn authn invalid_token",
    ],
    ["no API answers there", generationOf([]), "routes routing undeclared_api"],
    ["another API answers there", generation({}, {}, "other"), "routes routing undeclared_path"],
  ];
  for (const [name, next, denied] of rows) {
    const run = await admitted();
    const plan = await judgeAgain(run, next, runPorts());
    const { decided } = run;
    assert.equal(plan === null, denied !== null, name);
    assert.equal(decided?.kind === "denied" ? `${decided.by} ${decided.phase} ${decided.problem.code}` : null, denied, name);
    assert.equal(run.exchange.trail.findings.length > 0, denied !== null, name);
  }
  assert.equal(rows.length, 9);
});

test("a client certificate that has expired since, or was proven under other rules, ends it where the API needs one", async () => {
  const next = generationOf([apiPlan({ anyOperation: ONLY, clientCertificate: "required" })]);
  const received = liveExchange({}).receivedAtMs;
  const clientAuth = { mode: "optional" as const, retired: false };
  const certificate = testClientCertificate(received - 1_000, received + 10_000);
  let nowMs = 0;
  const ports = { ...runPorts(), monotonicMs: () => nowMs };
  const run = new ExchangeRun(
    next,
    liveExchange({ tls: testConnection({ servesHost: () => true, clientAuth, certificate }) }),
    ports,
    null,
  );
  assert.equal(await run.admit(), null);
  nowMs = 9_999;
  assert.notEqual(await judgeAgain(run, next, ports), null);
  clientAuth.retired = true;
  assert.equal(await judgeAgain(run, next, ports), null);
  assert.equal(run.decided?.kind === "denied" ? run.decided.problem.code : null, "misdirected_client_certificate");
  clientAuth.retired = false;
  nowMs = 10_000;
  assert.equal(await judgeAgain(run, next, ports), null);
  assert.equal(run.decided?.kind === "denied" ? run.decided.problem.code : null, "client_certificate_invalid");
});

test("a guard that waits is waited for, one that breaks denies, and what a guard asked for at the end is done", async () => {
  const waiting = await admitted();
  const slow = generation({ guards: { ...NO_GUARDS, route: [guard("route", () => Promise.resolve(REFUSED))] } });
  assert.equal(await judgeAgain(waiting, slow, runPorts()), null);
  const broken = await admitted();
  const throwing = generation({}, { headGuards: [guard("head", () => assert.fail("broken"))] });
  assert.equal(await judgeAgain(broken, throwing, runPorts()), null);
  assert.equal(broken.decided?.kind, "denied");
  let ended = 0;
  const counting = generation(
    {},
    {
      headGuards: [
        guard("head", ({ effects }) => {
          effects.onEnd(() => ended++);
          return PASS;
        }),
      ],
    },
  );
  const again = await admitted();
  assert.notEqual(await judgeAgain(again, counting, runPorts()), null);
  assert.equal(ended, 1);
});

test("guards of an exchange that was let in are told so at its end, whatever became of it: an expired token is no failed attempt", async () => {
  const outcomes: string[] = [];
  const first = generation(
    {},
    {
      headGuards: [
        guard("head", ({ effects }) => {
          effects.onEnd(({ kind }) => outcomes.push(kind));
          return PASS;
        }),
      ],
    },
  );
  const ports = runPorts();
  const run = new ExchangeRun(first, liveExchange({}), ports, null);
  assert.equal(await run.admit(), null);
  const expired = generation({ authenticate: () => ({ kind: "refused", problem: problem(401, "invalid_token", "No"), findings: [] }) });
  assert.equal(await judgeAgain(run, expired, ports), null);
  run.end(
    { kind: "local" },
    {
      protocol: "1.1",
      status: 101,
      upstreamStatus: 101,
      requestBytes: 0,
      responseBytes: 0,
      contentBytes: 0,
      upstreamMs: 0,
      upstream: null,
      upstreamAskedMs: 0,
      upstreamEndedMs: null,
    },
  );
  assert.deepEqual(outcomes, ["forwarded"]);
  assert.deepEqual(
    ports.records.map(({ outcome, code, status }) => [outcome, code, status]),
    [["denied", "invalid_token", 101]],
  );
});

test("it is judged as it was received, leaves no second record, and keeps its principal", async () => {
  const run = await admitted();
  const ports = runPorts();
  const next = generation({ authenticate: () => ({ kind: "principal", principal: { ...ANONYMOUS, id: "another" }, findings: [] }) });
  assert.notEqual(await judgeAgain(run, next, ports), null);
  assert.deepEqual(ports.records, []);
  assert.equal(run.exchange.principal, ANONYMOUS);
});

test("an operation that opens no WebSocket any more ends those that it had opened", async () => {
  const headers = fieldsOf([
    ["sec-websocket-version", "13"],
    ["sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="],
  ]);
  const opened = new ExchangeRun(generation({ upgrade: "websocket" }), liveExchange({ headers }), runPorts(), "websocket");
  assert.equal(await opened.admit(), null);
  assert.notEqual(await judgeAgain(opened, generation({ upgrade: "websocket" }), runPorts()), null);
  assert.equal(await judgeAgain(opened, generation({ upgrade: null }), runPorts()), null);
  assert.equal(opened.decided?.kind === "denied" ? opened.decided.by : null, "routes");
});
