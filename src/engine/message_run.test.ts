import assert from "node:assert/strict";
import { test } from "node:test";
import { apiPlan, generationOf, liveExchange, runOf } from "../../test/support/plans.ts";
import { compilePolicy } from "../../test/support/websocket_policy.ts";
import type { Mode } from "../kernel/guard.ts";
import { MessageRun } from "./message_run.ts";

function messages(options: unknown, mode: Mode = "enforce") {
  const exchange = liveExchange({});
  const run = runOf(generationOf([apiPlan({})]), exchange);
  return { exchange, run: new MessageRun(run, compilePolicy(options, mode).policy) };
}

test("a rate lets its burst pass at once and then one per interval, each side for itself", () => {
  const { run } = messages({ client: { rate: "1/s", burst: 2 } });
  const codes = [0, 0, 0, 999, 1_000, 1_500].map((ms) => run.begin("client", false, 5_000 + ms)?.code ?? null);
  assert.deepEqual(codes, [null, null, 1008, 1008, null, 1008]);
  for (let count = 0; count < 10; count++) assert.equal(run.begin("server", false, 5_000), null);
  assert.deepEqual([run.counts.client.messages, run.counts.server.messages], [6, 10]);
});

test("two hundred pings at once and a hundred a second, in every mode", () => {
  for (const mode of ["enforce", "observe", "off"] as const) {
    const { run, exchange } = messages(true, mode);
    for (let count = 0; count < 200; count++) assert.equal(run.control("client", 1_000), null);
    assert.equal(run.control("client", 1_000)?.code, 1008);
    assert.equal(run.control("client", 1_010), null);
    assert.equal(run.control("server", 1_000), null);
    assert.equal(exchange.trail.findings[0]?.code, "websocket.control_rate");
  }
});

test("what is refused is told by code, kept with its findings, and says nothing of the message", () => {
  const { run, exchange } = messages({ client: { schema: { type: "integer" } } });
  assert.deepEqual(run.begin("client", true, 0), { code: 1003, reason: "no binary messages" });
  assert.deepEqual(run.judge("client", Buffer.from('"hunter2"')), { code: 1008, reason: "message not as described" });
  assert.deepEqual(run.judge("client", Buffer.from("hunter2")), { code: 1007, reason: "not JSON" });
  assert.equal(run.judge("client", Buffer.from("7")), null);
  assert.deepEqual(
    exchange.trail.findings.map(({ code, place }) => [code, place]),
    [
      ["websocket.type", "client"],
      ["schema.type", "client_message"],
      ["json.syntax", "client_message"],
    ],
  );
  assert.doesNotMatch(JSON.stringify(exchange.trail.findings), /hunter2/u);
  assert.ok(exchange.budget.spent > 0, "what a refused message cost is the exchange's");
  const spent = exchange.budget.spent;
  assert.equal(run.judge("client", Buffer.from("8")), null);
  assert.equal(exchange.budget.spent, spent, "what passes is not counted as work for refused calls");
});

test("observed, everything passes and is noted; off, nothing is looked at; whole messages are needed where they are judged", () => {
  const options = { client: { schema: { type: "integer" }, rate: "1/h" } };
  const { run, exchange } = messages(options, "observe");
  for (let count = 0; count < 2; count++) assert.equal(run.begin("client", false, 0), null);
  assert.equal(run.judge("client", Buffer.from("x")), null);
  assert.deepEqual(
    exchange.trail.findings.map(({ code, would }) => [code, would]),
    [
      ["websocket.rate", "deny"],
      ["json.syntax", "deny"],
    ],
  );
  assert.deepEqual(exchange.trail.observed, ["websocket"]);
  assert.deepEqual(
    [run.needsWhole("client", false), run.needsWhole("client", true), run.needsWhole("server", false)],
    [true, false, false],
  );
  const off = messages(options, "off");
  assert.equal(off.run.needsWhole("client", false), false);
  assert.equal(off.run.judge("client", Buffer.from("x")), null);
  assert.deepEqual(off.exchange.trail.findings, []);
});
