import assert from "node:assert/strict";
import { test } from "node:test";
import {
  apiPlan,
  generationOf,
  liveExchange,
  operation,
  operationPlan,
  routerOf,
  runOf,
  runPorts,
  TRAFFIC,
} from "../../test/support/plans.ts";
import type { Phase } from "../kernel/exchange.ts";
import type { Guard } from "../kernel/guard.ts";
import { ANONYMOUS, type Principal } from "../kernel/principal.ts";
import { problem } from "../kernel/problem.ts";
import { answer, deny, PASS, type Verdict } from "../kernel/verdict.ts";
import { fieldsOf, NO_FIELDS } from "../message/headers.ts";
import type { OperationPlan } from "./plan.ts";

const DENY = deny(problem(403, "no", "No"), { code: "test.no", place: "query:a", message: "no" });
const ALICE: Principal = { ...ANONYMOUS, kind: "authenticated", id: "https://idp|alice", subject: "alice", issuer: "https://idp" };

function guard<P extends Phase>(phase: P, name: string, verdict: Verdict, log: string[] = []): Guard<P> {
  return {
    name,
    phase,
    mode: "enforce",
    onError: "deny",
    check: () => {
      log.push(name);
      return verdict;
    },
  };
}

function oneOperation(plan: Partial<OperationPlan>) {
  const only = operation({ method: "GET", template: "/a" });
  return apiPlan({ router: routerOf([only]), plan: operationPlan({ operation: only, ...plan }) });
}

test("the phases run in order: head, route, authentication, identity, body", async () => {
  const log: string[] = [];
  const api = oneOperation({
    guards: {
      head: [],
      route: [guard("route", "r", PASS, log)],
      identity: [guard("identity", "i", PASS, log)],
      body: [guard("body", "b", PASS, log)],
      response: [],
    },
    authenticate: () => {
      log.push("authn");
      return { kind: "principal", principal: ALICE, findings: [] };
    },
  });
  const run = runOf(generationOf([api], { headGuards: [guard("head", "h", PASS, log)] }), liveExchange({ path: "/a" }));
  assert.equal(await run.admit(), null);
  assert.equal(await run.judgeBody({ kind: "none" }), null);
  assert.deepEqual(log, ["h", "r", "authn", "i", "b"]);
  assert.equal(run.exchange.principal, ALICE);
});

test("everything that does not wait stays synchronous", () => {
  const run = runOf(generationOf([oneOperation({})]), liveExchange({ path: "/a" }));
  assert.equal(run.admit(), null);
  assert.equal(run.judgeBody({ kind: "none" }), null);
  assert.ok(!(run.judgeAnswer(200, NO_FIELDS, { kind: "none" }) instanceof Promise));
});

test("a refusal ends the exchange, and nothing after it runs", async () => {
  const log: string[] = [];
  const guards = {
    head: [],
    route: [guard("route", "r", DENY, log)],
    identity: [guard("identity", "i", PASS, log)],
    body: [],
    response: [],
  };
  const ports = runPorts();
  const run = runOf(generationOf([oneOperation({ guards })]), liveExchange({ path: "/a" }), ports);
  const local = await run.admit();
  assert.equal(local?.response.status, 403);
  assert.deepEqual(log, ["r"]);
  run.end({ kind: "local" }, { ...TRAFFIC, status: 403 });
  const [record] = ports.records;
  assert.deepEqual([record?.outcome, record?.by, record?.phase, record?.code], ["denied", "r", "route", "no"]);
  assert.deepEqual(
    record?.findings.map(({ code, guard: by }) => [code, by]),
    [["test.no", "r"]],
  );
});

test("one exchange offers one record, however often it ends", () => {
  const ports = runPorts();
  const run = runOf(generationOf([oneOperation({})]), liveExchange({ path: "/a" }), ports);
  run.end({ kind: "abandoned" }, TRAFFIC);
  run.end({ kind: "forwarded", status: 200 }, TRAFFIC);
  assert.deepEqual(
    ports.records.map(({ outcome }) => outcome),
    ["abandoned"],
  );
});

test("a proven caller that may not call stands in the record; in observe mode it goes on as nobody", async () => {
  const refused = { kind: "refused", problem: problem(403, "no", "No"), findings: [], caller: ALICE } as const;
  for (const [authMode, principal] of [
    ["enforce", ALICE.id],
    ["observe", null],
  ] as const) {
    const ports = runPorts();
    const run = runOf(generationOf([oneOperation({ authMode, authenticate: () => refused })]), liveExchange({ path: "/a" }), ports);
    const stopped = await run.admit();
    assert.equal(stopped === null, authMode === "observe");
    run.end(stopped === null ? { kind: "forwarded", status: 200 } : { kind: "local" }, TRAFFIC);
    assert.equal(ports.records[0]?.principal, principal, authMode);
  }
});

test("a caller that is refused in observe mode goes on as nobody, never as who it claimed to be", async () => {
  const refused = {
    kind: "refused",
    problem: problem(401, "token_expired", "Expired"),
    findings: [{ code: "token.expired", place: "token:exp", message: "m" }],
  } as const;
  const ports = runPorts();
  const run = runOf(
    generationOf([oneOperation({ authMode: "observe", authenticate: () => refused })]),
    liveExchange({ path: "/a" }),
    ports,
  );
  assert.equal(await run.admit(), null);
  assert.equal(run.exchange.principal, ANONYMOUS);
  run.end({ kind: "forwarded", status: 200 }, TRAFFIC);
  assert.deepEqual(ports.records[0]?.observed, ["authn"]);
  assert.equal(ports.records[0]?.findings[0]?.would, "deny");
});

test("an authenticator that breaks is a failure, not a pass", async () => {
  const boom = (): never => {
    throw new Error("boom");
  };
  for (const authenticate of [boom, () => Promise.reject(new Error("boom"))]) {
    const run = runOf(generationOf([oneOperation({ authenticate })]), liveExchange({ path: "/a" }));
    assert.equal((await run.admit())?.response.status, 500);
  }
});

test("an answer of a guard is given as it is", async () => {
  const guards = {
    head: [],
    route: [guard("route", "cors", answer({ status: 204, headers: [], body: null }))],
    identity: [],
    body: [],
    response: [],
  };
  const ports = runPorts();
  const run = runOf(generationOf([oneOperation({ guards })]), liveExchange({ path: "/a" }), ports);
  assert.equal((await run.admit())?.response.status, 204);
  run.end({ kind: "local" }, { ...TRAFFIC, status: 204 });
  assert.deepEqual([ports.records[0]?.outcome, ports.records[0]?.by], ["answered", "cors"]);
});

test("guards of the body phase see the fields that the upstream will get", () => {
  let seen: string | undefined;
  const api = oneOperation({
    requestRewrites: [{ name: "h", phase: "body", mode: "enforce", apply: () => ({ set: [["x-team", "a"]], remove: ["x-old"] }) }],
    guards: {
      head: [],
      route: [],
      identity: [],
      body: [
        {
          name: "b",
          phase: "body",
          mode: "enforce",
          onError: "deny",
          check: (exchange) => {
            seen = `${exchange.headers.get("x-team")} ${exchange.headers.get("x-old")}`;
            return PASS;
          },
        },
      ],
      response: [],
    },
  });
  const run = runOf(generationOf([api]), liveExchange({ path: "/a", headers: fieldsOf([["x-old", "1"]]) }));
  assert.equal(run.admit(), null);
  assert.equal(run.judgeBody({ kind: "none" }), null);
  assert.equal(seen, "a undefined");
});

test("a rewrite that observes changes nothing and stands in the record", async () => {
  const ports = runPorts();
  const api = oneOperation({
    requestRewrites: [{ name: "rules", phase: "body", mode: "observe", apply: () => ({ set: [["x-team", "a"]], remove: [] }) }],
    responseRewrites: [{ name: "hygiene", phase: "response", mode: "observe", apply: () => ({ set: [], remove: ["server"] }) }],
  });
  const run = runOf(generationOf([api]), liveExchange({ path: "/a" }), ports);
  assert.equal(run.admit(), null);
  assert.equal(run.judgeBody({ kind: "none" }), null);
  const judged = await run.judgeAnswer(200, fieldsOf([["server", "x"]]), { kind: "streamed" });
  run.end({ kind: "forwarded", status: 200 }, TRAFFIC);
  assert.deepEqual([run.exchange.headers.has("x-team"), judged.changes], [false, []]);
  assert.deepEqual(ports.records[0]?.observed, ["rules", "hygiene"]);
});

test("an answer is judged after rewrites, on the fields that will leave", async () => {
  const api = oneOperation({
    responseRewrites: [{ name: "hygiene", phase: "response", mode: "enforce", apply: () => ({ set: [], remove: ["server"] }) }],
    guards: {
      head: [],
      route: [],
      identity: [],
      body: [],
      response: [
        {
          name: "leak",
          phase: "response",
          mode: "enforce",
          onError: "deny",
          check: (exchange) => (exchange.response.headers.has("server") ? PASS : DENY),
        },
      ],
    },
  });
  const run = runOf(generationOf([api]), liveExchange({ path: "/a" }));
  await run.admit();
  const judged = await run.judgeAnswer(200, fieldsOf([["server", "x"]]), { kind: "streamed" });
  assert.equal(judged.stopped?.response.status, 403);
});

test("what was asked for at the end happens once, also when some of it fails, and every failure is told", () => {
  const faults: unknown[] = [];
  const ports = { ...runPorts(), fault: (id: string, cause: unknown) => void faults.push([id, cause]) };
  const run = runOf(generationOf([oneOperation({})]), liveExchange({ path: "/a" }), ports);
  const outcomes: string[] = [];
  const [first, second] = [new Error("boom"), null];
  for (const thrown of [first, second])
    run.exchange.onEnd(() => {
      throw thrown;
    });
  run.exchange.onEnd(({ kind }) => void outcomes.push(kind));
  run.end({ kind: "forwarded", status: 200 }, TRAFFIC);
  run.end({ kind: "forwarded", status: 200 }, TRAFFIC);
  assert.deepEqual(outcomes, ["forwarded"]);
  assert.equal(ports.records[0]?.findings[0]?.code, "gateway.ending_failed");
  assert.deepEqual(faults, [
    [run.exchange.id, first],
    [run.exchange.id, second],
  ]);
});
