import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, serveConnection } from "../../../test/support/edge.ts";
import { opening } from "../../../test/support/websocket_client.ts";
import { askForWebSocket } from "../../../test/support/websocket_edge.ts";
import { frame, readFrames, TEXT } from "../../../test/support/websocket_frames.ts";
import type { OperationPlan } from "../../engine/plan.ts";
import type { Guard } from "../../kernel/guard.ts";
import { problem } from "../../kernel/problem.ts";
import { deny, PASS, type Verdict } from "../../kernel/verdict.ts";

const DENIED = deny(problem(502, "answer_invalid", "No"), { code: "test.no", place: "header:x", message: "no" });
const GREETING = frame({ opcode: TEXT, payload: "welcome", masked: false });

/** Plan with one guard of answers. */
function answerGuard(check: Guard<"response">["check"]): Partial<OperationPlan> {
  const guard: Guard<"response"> = { name: "test", phase: "response", mode: "enforce", onError: "deny", check };
  return { guards: { head: [], route: [], identity: [], body: [], response: [guard] } };
}

test("an upstream that does not prove that it read the handshake is 502, and nothing that it says reaches the client", async () => {
  await using stack = new AsyncDisposableStack();
  for (const accepted of ["", "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n"]) {
    const { client, upstream, world } = await askForWebSocket(stack, { accepted, rest: GREETING });
    await eventually(() => client.text().startsWith("HTTP/1.1 502 "), "the answer");
    assert.deepEqual([world.records[0]?.code, world.records[0]?.upstreamStatus], ["bad_handshake", 101]);
    assert.doesNotMatch(client.text(), /welcome/u);
    await upstream.until(() => upstream.sockets[0]?.destroyed === true, "the end of the upstream's connection");
  }
});

test("a switch is judged like any answer, at once or later: denied, it is not passed on", async () => {
  await using stack = new AsyncDisposableStack();
  for (const verdict of [(): Verdict => DENIED, (): Promise<Verdict> => Promise.resolve(DENIED)]) {
    const { client, world } = await askForWebSocket(stack, { plan: answerGuard(verdict), rest: GREETING });
    await eventually(() => client.text().startsWith("HTTP/1.1 502 "), "the refusal");
    assert.doesNotMatch(client.text(), /HTTP\/1\.1 101|welcome/u);
    await eventually(() => world.records[0]?.code === "answer_invalid", "the record");
  }
});

test("a switch for which there are no rules is 500, whether it was judged at once or later", async () => {
  await using stack = new AsyncDisposableStack();
  for (const verdict of [(): Verdict => PASS, (): Promise<Verdict> => Promise.resolve(PASS)]) {
    const { client, world } = await askForWebSocket(stack, { plan: { ...answerGuard(verdict), websocket: null } });
    await eventually(() => client.text().startsWith("HTTP/1.1 500 "), "the answer");
    assert.doesNotMatch(client.text(), /HTTP\/1\.1 101/u);
    assert.equal(world.faults.length, 1);
  }
});

test("nothing leaves while the switch is judged; then what the upstream has said meanwhile follows the 101", async () => {
  await using stack = new AsyncDisposableStack();
  const verdict = Promise.withResolvers<Verdict>();
  let judged = false;
  const plan = answerGuard(() => ((judged = true), verdict.promise));
  const { client } = await askForWebSocket(stack, { plan, rest: GREETING });
  await eventually(() => judged, "the judgement");
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(client.text(), "");
  verdict.resolve(PASS);
  const [head = "", frames = ""] = (await client.until("welcome")).split("\r\n\r\n");
  assert.match(head, /^HTTP\/1\.1 101 /u);
  assert.deepEqual(
    readFrames(frames).frames.map(({ payload }) => payload.toString()),
    ["welcome"],
  );
});

test("a verdict that comes when the client is gone opens nothing", async () => {
  await using stack = new AsyncDisposableStack();
  const verdict = Promise.withResolvers<Verdict>();
  let judged = false;
  const plan = answerGuard(() => ((judged = true), verdict.promise));
  const { client, upstream, world } = await askForWebSocket(stack, { plan, rest: GREETING });
  await eventually(() => judged, "the judgement");
  client.far.destroy();
  await eventually(() => client.isGone(), "the end of the connection");
  verdict.resolve(PASS);
  await upstream.until(() => upstream.sockets[0]?.destroyed === true, "the end of the upstream's connection");
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([world.records.map(({ outcome }) => outcome), world.edge.pools.openConnections], [["abandoned"], 0]);
  assert.deepEqual(world.faults, []);
});

test("where as many last as may, the next is told that the API is busy", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, world, upstream } = await askForWebSocket(stack, { target: { maxConnections: 2 } });
  await client.until("\r\n\r\n");
  const next = await serveConnection(stack, world);
  next.far.write(opening("/a", { Host: "api.test" }));
  await eventually(() => next.text().startsWith("HTTP/1.1 503 "), "the refusal");
  assert.equal(upstream.received.length, 2);
  assert.match(client.text(), /^HTTP\/1\.1 101 /u);
  assert.deepEqual(
    world.records.map(({ code }) => code),
    ["upstream_busy"],
  );
});
