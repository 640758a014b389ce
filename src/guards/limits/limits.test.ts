import assert from "node:assert/strict";
import { test } from "node:test";
import { checkOf, compiled, issuesOf, SHOP_SCOPE } from "../../../test/support/compile_guard.ts";
import { type ExchangeSketch, exchange, operation, principal, type TestExchange } from "../../../test/support/exchange.ts";
import { guardServices } from "../../../test/support/guard_services.ts";
import type { Check } from "../../kernel/guard.ts";
import type { Verdict } from "../../kernel/verdict.ts";
import { MemoryLimitState } from "../../limit/memory.ts";
import { LIMIT_STATE_ID, type LimitState } from "../../limit/state.ts";
import { limits, limitsBeforeAuth } from "./limits.ts";

async function kinds(check: Check<"route">, sketches: readonly ExchangeSketch[]): Promise<readonly string[]> {
  const seen: string[] = [];
  for (const sketch of sketches) seen.push((await check(exchange(sketch))).kind);
  return seen;
}

function assertRefused(verdict: Verdict, place: string): void {
  assert.equal(verdict.kind, "deny");
  assert.equal(verdict.kind === "deny" && verdict.problem.status, 429);
  assert.equal(verdict.kind === "deny" && verdict.problem.code, "rate_limited");
  assert.deepEqual(
    verdict.findings.map((finding) => [finding.code, finding.place]),
    [["limit.exceeded", place]],
  );
}

test("an address beyond its burst is refused with the wait, another is not, and time heals", async () => {
  const services = guardServices();
  const check = await checkOf(limitsBeforeAuth, [{ per: "ip", rate: "60/min", burst: 2 }], services);
  assert.deepEqual(await kinds(check, [{}, {}]), ["pass", "pass"]);
  const refused = exchange();
  const verdict = await check(refused);
  assertRefused(verdict, "client");
  assert.deepEqual(verdict.kind === "deny" && verdict.problem.headers, [["retry-after", "1"]]);
  assert.equal(refused.effects.headers.get("ratelimit"), '"ip";r=0;t=2');
  assert.equal(refused.effects.headers.get("ratelimit-policy"), '"ip";q=60;w=60');
  assert.deepEqual(await kinds(check, [{ address: "192.0.2.2" }]), ["pass"]);
  services.advance(1000);
  assert.deepEqual(await kinds(check, [{}, {}]), ["pass", "deny"]);
});

test("addresses of one IPv6 /64 share a limit", async () => {
  const check = await checkOf(limitsBeforeAuth, [{ per: "ip", rate: "1/min" }]);
  const sketches = ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"].map((address) => ({ address }));
  assert.deepEqual(await kinds(check, sketches), ["pass", "deny", "pass"]);
});

test("a limit per operation counts all callers together", async () => {
  const services = guardServices();
  const check = await checkOf(limitsBeforeAuth, [{ per: "operation", rate: "1/min" }], services);
  const other = operation({ id: "other" });
  assert.deepEqual(await kinds(check, [{}, { address: "192.0.2.2" }, { operation: other }]), ["pass", "deny", "pass"]);
  assertRefused(await check(exchange()), "operation");
});

test("a limit per header counts by its value and can't be dodged by leaving it out", async () => {
  const check = await checkOf(limitsBeforeAuth, [{ per: "header:X-Tenant", rate: "1/min" }]);
  const tenant = (value: string): ExchangeSketch => ({ headers: [["x-tenant", value]] });
  assert.deepEqual(await kinds(check, [tenant("a"), tenant("a"), tenant("b"), {}, {}]), ["pass", "deny", "pass", "pass", "deny"]);
});

test("callers are counted by themselves wherever they call from", async () => {
  const check = await checkOf(limits, [{ per: "principal", rate: "1/min" }]);
  assert.equal((await check(exchange({ principal: principal("alice") }))).kind, "pass");
  assertRefused(await check(exchange({ principal: principal("alice"), address: "192.0.2.9" })), "principal");
  assert.equal((await check(exchange({ principal: principal("bob") }))).kind, "pass");
});

test("each guard takes its part of the list; one without a part leaves the plan", async () => {
  const early = [{ per: "ip", rate: "1/s" }];
  const late = [{ per: "claim:tenant", rate: "1/s" }];
  assert.equal((await compiled(limits, early)).kind, "none");
  assert.equal((await compiled(limitsBeforeAuth, late)).kind, "none");
  assert.equal((await compiled(limits, late)).kind, "check");
});

test("the tighter of the limits before and after authentication is told", async () => {
  const services = guardServices();
  const list = [
    { per: "ip", rate: "10/s" },
    { per: "principal", rate: "5/s" },
  ];
  const before = await checkOf(limitsBeforeAuth, list, services);
  const after = await checkOf(limits, list, services);
  const call: TestExchange = exchange({ principal: principal("alice") });
  await before(call);
  assert.equal(call.effects.headers.get("ratelimit"), '"ip";r=9;t=1');
  await after(call);
  assert.equal(call.effects.headers.get("ratelimit"), '"principal";r=4;t=1');
});

test("an expensive operation costs what its document says, unless the limit says otherwise", async () => {
  const scope = { ...SHOP_SCOPE, operation: operation({ extensions: { "x-portcullis-cost": 4 } }) };
  const byDocument = await checkOf(limitsBeforeAuth, [{ per: "ip", rate: "10/min" }], guardServices(), scope);
  assert.deepEqual(await kinds(byDocument, [{}, {}, {}]), ["pass", "pass", "deny"]);
  const byLimit = await checkOf(limitsBeforeAuth, [{ per: "ip", rate: "10/min", cost: 6 }], guardServices(), scope);
  assert.deepEqual(await kinds(byLimit, [{}, {}]), ["pass", "deny"]);
});

test("a cost that is none, or that no burst can pay, does not compile", async () => {
  for (const cost of [0, -1, 1.5, "2", null]) {
    const scope = { ...SHOP_SCOPE, operation: operation({ extensions: { "x-portcullis-cost": cost } }) };
    assert.equal((await issuesOf(limitsBeforeAuth, [{ per: "ip", rate: "10/min" }], scope)).length, 1, String(cost));
  }
  const dear = { ...SHOP_SCOPE, operation: operation({ extensions: { "x-portcullis-cost": 11 } }) };
  assert.deepEqual((await issuesOf(limitsBeforeAuth, [{ per: "ip", rate: "10/min" }], dear))[0]?.path, [0]);
});

test("counters belong to the level where the limit is written and outlive a generation", async () => {
  const services = guardServices();
  const list = [{ per: "ip", rate: "1/min" }];
  const at = async (level: "global" | "api" | "operation", api: string, id: string): Promise<string> => {
    const check = await checkOf(limitsBeforeAuth, [...list], services, { level, api, operation: operation({ id }) });
    return (await check(exchange())).kind;
  };
  assert.deepEqual([await at("api", "a", "x"), await at("api", "a", "y"), await at("api", "b", "x")], ["pass", "deny", "pass"]);
  assert.deepEqual(
    [await at("operation", "a", "x"), await at("operation", "a", "x"), await at("operation", "a", "y")],
    ["pass", "deny", "pass"],
  );
  assert.deepEqual([await at("global", "a", "x"), await at("global", "b", "y")], ["pass", "deny"]);
});

test("a store that answers later decides the same, and one that is down makes the guard fail", async () => {
  const services = guardServices();
  const memory = new MemoryLimitState(10, 1);
  let down = false;
  services.state<LimitState>(LIMIT_STATE_ID, () => ({
    decide: async (policy, key, cost, nowMs) => {
      if (down) throw new Error("the store is down");
      return memory.decide(policy, key, cost, nowMs);
    },
  }));
  const list = [
    { per: "ip", rate: "3/min" },
    { per: "operation", rate: "2/min" },
  ];
  const check = await checkOf(limitsBeforeAuth, list, services);
  const first = exchange();
  assert.equal((await check(first)).kind, "pass");
  assert.equal(first.effects.headers.get("ratelimit"), '"operation";r=1;t=30');
  assert.deepEqual(await kinds(check, [{}]), ["pass"]);
  assertRefused(await check(exchange()), "operation");
  assertRefused(await check(exchange()), "client");
  down = true;
  await assert.rejects(async () => check(exchange()), /down/u);
});

test("a secret in a header stands in no finding", async () => {
  const check = await checkOf(limitsBeforeAuth, [{ per: "header:x-api-key", rate: "1/min" }]);
  const headers = [["x-api-key", "top-secret"]] as const;
  await check(exchange({ headers }));
  const verdict = await check(exchange({ headers }));
  assertRefused(verdict, "header:x-api-key");
  assert.ok(!JSON.stringify(verdict).includes("top-secret"));
});
