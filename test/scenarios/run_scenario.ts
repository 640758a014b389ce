/** Runs one scenario and asserts everything that makes it one: refused for that reason, unseen by the upstream, explained in the record, its twin untouched. */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { startGateway } from "../../src/gateway.ts";
import type { ExchangeRecord } from "../../src/kernel/record.ts";
import { writeTestConfig } from "../support/gateway.ts";
import { exchangeRaw, field, type RawAnswer } from "../support/raw_client.ts";
import { answering, startRawUpstream } from "../support/raw_upstream.ts";
import { startTestGateway } from "../support/gateway.ts";
import { DOCUMENT } from "./document.ts";
import type { AnswerScenario, CallScenario, LoadScenario, LoadWish } from "./scenario.ts";
import type { World, Worlds } from "./world.ts";

/** Guards and other judges that have a mode; framing, routing and the bounds of memory have none. */
const MODED: ReadonlySet<string> = new Set([
  "api_ip",
  "authn",
  "concurrency",
  "cors",
  "host",
  "ip",
  "limits",
  "limits_before_auth",
  "lockout",
  "method",
  "openapi_request",
  "refused_work",
]);

export function hasMode(by: string): boolean {
  return MODED.has(by);
}

function recordFor(world: World, answer: RawAnswer): Promise<ExchangeRecord> {
  const id = field(answer, "x-request-id") ?? "";
  assert.notEqual(id, "", "every answer names its exchange");
  return world.gateway.record((record) => record.id === id);
}

function problemCode(answer: RawAnswer): string {
  const body: unknown = JSON.parse(answer.body);
  const type = typeof body === "object" && body !== null && "type" in body ? String(body.type) : "";
  return type.replace("urn:portcullis:problem:", "");
}

export async function runCall(scenario: CallScenario, worlds: Worlds): Promise<void> {
  const { expect } = scenario;
  const world = await worlds.of(scenario.world ?? {}, {});
  const before = world.echo.received.length;
  const answer = await scenario.attack(world);
  assert.deepEqual([answer.status, problemCode(answer)], [expect.status, expect.code]);
  assert.equal(field(answer, "content-type"), "application/problem+json");
  const record = await recordFor(world, answer);
  assert.deepEqual([record.outcome, record.by, record.code, record.status], ["denied", expect.by, expect.code, expect.status]);
  assert.ok(
    record.findings.some(({ guard, code, place }) => guard === expect.by && code === expect.finding && place === expect.place),
    `no finding ${expect.finding} at ${expect.place} among ${JSON.stringify(record.findings)}`,
  );
  const seen = world.echo.received.slice(before);
  assert.equal(seen.length, scenario.mayPass ?? 0, "the upstream sees nothing of an attack");
  assert.ok(!seen.some(({ headers }) => headers["x-request-id"] === record.id));
  await runTwin(scenario, world);
}

async function runTwin(scenario: CallScenario, world: World): Promise<void> {
  const twin = await scenario.twin(world);
  assert.equal(twin.answer.status, 200, twin.answer.body);
  const record = await recordFor(world, twin.answer);
  assert.deepEqual([record.outcome, record.by, record.findings], ["forwarded", null, []]);
  const last = world.echo.received.at(-1);
  assert.deepEqual({ method: last?.method, url: last?.url, body: last?.body }, twin.seen, "the upstream sees what was sent");
  assert.equal(last?.headers["x-request-id"], record.id);
}

/** The same attack where the guard only observes: recorded with what it would have done, and forwarded. */
export async function runObserved(scenario: CallScenario, worlds: Worlds): Promise<void> {
  const { expect, observed } = scenario;
  const world = await worlds.of(scenario.world ?? {}, { [expect.by]: "observe" });
  const answer = await scenario.attack(world);
  const record = await recordFor(world, answer);
  assert.ok(record.observed.includes(expect.by), "the record says who observed");
  assert.ok(
    record.findings.some(
      ({ guard, code, place, would, mode }) =>
        guard === expect.by && code === expect.finding && place === expect.place && would === "deny" && mode === "observe",
    ),
    `no observed finding ${expect.finding} at ${expect.place} among ${JSON.stringify(record.findings)}`,
  );
  if (observed === undefined) {
    assert.deepEqual([answer.status, record.outcome, record.by], [200, "forwarded", null], JSON.stringify(record.findings));
    assert.equal(world.echo.received.at(-1)?.headers["x-request-id"], record.id);
    if (expect.by === "authn") assert.equal(record.principal, null, "an unproven caller stays anonymous");
  } else assert.deepEqual([record.outcome, record.by, record.code], ["denied", observed.by, observed.code]);
}

/** The upstream answers `/attack` with one thing and `/twin` with the other. */
export async function runAnswer(scenario: AnswerScenario): Promise<void> {
  for (const [bytes, attacks] of [
    [scenario.attack, true],
    [scenario.twin, false],
  ] as const) {
    await using stack = new AsyncDisposableStack();
    const answer = answering(bytes);
    const upstream = stack.adopt(
      await startRawUpstream((socket, received, connection) => {
        answer(socket, received, connection);
        if (scenario.closes === true) socket.end();
      }),
      (started) => started.close(),
    );
    const gateway = stack.adopt(await startTestGateway({ upstream: upstream.base, api: { public: true } }), (started) => started.close());
    const got = await exchangeRaw(gateway.port, "GET /a HTTP/1.1\r\nHost: api.example\r\n\r\n");
    const record = await gateway.record();
    if (attacks) {
      assert.deepEqual([got.status, problemCode(got)], [502, scenario.expect.code]);
      assert.deepEqual([record.outcome, record.by, record.code], ["failed", "upstream", scenario.expect.code]);
      assert.deepEqual(
        record.findings.map(({ code, place }) => [code, place]),
        [[scenario.expect.finding, "upstream"]],
      );
      assert.ok(!got.body.includes(scenario.hidden) && ![...got.headers.values()].flat().some((value) => value.includes(scenario.hidden)));
      await upstream.until(() => upstream.sockets.every(({ closed }) => closed), "the end of a connection that can't be trusted");
    } else assert.deepEqual([got.status, got.body, record.outcome], [200, scenario.content, "forwarded"]);
  }
}

async function load(wish: LoadWish): ReturnType<typeof startGateway> {
  const { configFile, folder } = writeTestConfig({ document: wish.document ?? DOCUMENT, upstream: "http://127.0.0.1:9", ...wish });
  try {
    return await startGateway({ configPath: configFile });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function runLoad(scenario: LoadScenario): Promise<void> {
  const refused = await load(scenario.attack);
  if (refused.ok) await refused.value.close();
  assert.ok(!refused.ok, "it must not start");
  const issues = refused.issues.filter(({ severity }) => severity === "error").map(({ code, pointer }) => [code, pointer]);
  assert.deepEqual(issues[0], [scenario.expect.code, scenario.expect.pointer], JSON.stringify(refused.issues));
  const started = await load(scenario.twin);
  assert.ok(started.ok, JSON.stringify(started.issues));
  assert.ok(started.value.port > 0);
  await started.value.close();
}
