import assert from "node:assert/strict";
import { test } from "node:test";
import { EDGE_LIMITS, startTestEdge } from "../../../test/support/edge.ts";
import { apiPlan, generationOf, liveExchange, operation, operationPlan, runOf } from "../../../test/support/plans.ts";
import { TestEnd } from "../../../test/support/websocket_end.ts";
import { CLOSE_FRAME, closePayload, frame, type FrameSketch, PING, TEXT } from "../../../test/support/websocket_frames.ts";
import { compilePolicy } from "../../../test/support/websocket_policy.ts";
import type { Generation } from "../../engine/plan.ts";
import type { Guard } from "../../kernel/guard.ts";
import { problem } from "../../kernel/problem.ts";
import { deny, PASS } from "../../kernel/verdict.ts";
import { WebSocketTunnel } from "./tunnel.ts";

const REFUSED = deny(problem(403, "no", "No"), { code: "test.no", place: "client", message: "no" });

/** One WebSocket of any path, by these options and this verdict on whoever opens it. */
function rules(options: unknown = true, check: Guard<"head">["check"] = () => PASS): Generation {
  const only = operation({ id: "any", method: "*", template: "/" });
  const plan = operationPlan({ operation: only, upgrade: "websocket", websocket: compilePolicy(options).policy });
  return generationOf([apiPlan({ anyOperation: only, plan })], {
    headGuards: [{ name: "test", phase: "head", mode: "enforce", onError: "deny", check }],
  });
}

async function opened(stack: AsyncDisposableStack, given: { readonly draining?: boolean } = {}) {
  const world = startTestEdge(stack);
  if (given.draining === true) world.goDown();
  let inForce = rules();
  let judged = 0;
  const edge = {
    ...world.edge,
    generation: () => {
      judged++;
      return inForce;
    },
  };
  const run = runOf(inForce, liveExchange({ path: "/a" }), edge);
  assert.equal(await run.admit(), null);
  const client = new TestEnd();
  const server = new TestEnd();
  const over: number[] = [];
  const owner = { tunnelOver: (withinMs: number) => void over.push(withinMs), broke: (error: unknown) => assert.fail(String(error)) };
  const tunnel = new WebSocketTunnel(edge, run, compilePolicy(true).policy, { client, server }, owner);
  stack.defer(() => tunnel.dispose());
  const say = (from: "client" | "server", ...frames: readonly FrameSketch[]): number => {
    const bytes = Buffer.concat(frames.map((each) => frame({ masked: from === "client", ...each })));
    tunnel.take(from, bytes);
    return bytes.length;
  };
  return {
    tunnel,
    run,
    client,
    server,
    over,
    say,
    begun: world.edge.counters.websocketMessages,
    pass: (ms: number) => world.pass(ms),
    judgedTimes: () => judged,
    changeTo: (generation: Generation) => {
      inForce = generation;
    },
  };
}

test("what passed is told: bytes with their frames, messages without pings, and the code it was closed with", async () => {
  await using stack = new AsyncDisposableStack();
  const { tunnel, say, begun } = await opened(stack);
  assert.deepEqual(tunnel.traffic(), { messages: { client: 0, server: 0, closeCode: null }, clientBytes: 0, serverBytes: 0 });
  let clientBytes = say("client", { opcode: TEXT, payload: "a" }, { opcode: PING, payload: "p" }, { opcode: TEXT, payload: "b" });
  const serverBytes = say("server", { opcode: TEXT, payload: "c" });
  clientBytes += say("client", { opcode: CLOSE_FRAME, payload: closePayload(4_001) });
  assert.deepEqual(tunnel.traffic(), { messages: { client: 2, server: 1, closeCode: 4_001 }, clientBytes, serverBytes });
  assert.deepEqual(begun, { client: 2, server: 1 });
});

test("a gateway that goes down tells both sides 1001, also where it opens in the midst of that", async () => {
  await using stack = new AsyncDisposableStack();
  const lasting = await opened(stack);
  lasting.tunnel.goAway();
  const late = await opened(stack, { draining: true });
  for (const { client, server, over } of [lasting, late]) {
    assert.deepEqual([client.words, server.words], [["close 1001"], ["close 1001"]]);
    assert.deepEqual([client.ended, server.ended, over.length], [true, true, 1]);
  }
});

test("rules that do not let it in any more close it with 1008, within the age of a generation", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, server, over, run, pass, changeTo } = await opened(stack);
  pass(EDGE_LIMITS.generationAgeMs);
  assert.deepEqual(client.words, []);
  changeTo(rules(true, () => REFUSED));
  pass(EDGE_LIMITS.generationAgeMs - 10_000);
  assert.deepEqual(client.words, []);
  pass(10_000);
  assert.deepEqual([client.words, server.words], [["close 1008"], ["close 1008"]]);
  assert.deepEqual([over.length, run.decided?.kind], [1, "denied"]);
});

test("rules that let it in hold for its messages from then on", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, server, say, pass, changeTo } = await opened(stack);
  changeTo(rules({ client: { max_message: "4B" } }));
  say("client", { opcode: TEXT, payload: "12345" });
  assert.deepEqual(server.words, ["1 12345"]);
  pass(EDGE_LIMITS.generationAgeMs);
  say("client", { opcode: TEXT, payload: "1234" });
  assert.deepEqual([server.words.at(-1), client.words], ["1 1234", []]);
  say("client", { opcode: TEXT, payload: "12345" });
  assert.deepEqual(client.words, ["close 1009"]);
});

test("once it is over, or let go of, nobody judges it again", async () => {
  await using stack = new AsyncDisposableStack();
  const [ended, disposed] = [await opened(stack), await opened(stack)];
  ended.tunnel.ended("client");
  disposed.tunnel.dispose();
  for (const each of [ended, disposed]) {
    const before = each.judgedTimes();
    each.changeTo(rules(true, () => REFUSED));
    each.pass(10 * EDGE_LIMITS.generationAgeMs);
    assert.deepEqual([each.judgedTimes() - before, each.run.decided, each.client.words], [0, null, []]);
  }
  assert.deepEqual([ended.over.length, disposed.over.length], [1, 0]);
});

test("a side may take as long to read what waits as its bytes take at the least rate of answers", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, server, say, pass } = await opened(stack);
  client.full = true;
  say("server", { opcode: TEXT, payload: "x".repeat(81_920) });
  const { graceMs, bytesPerS } = EDGE_LIMITS.downloadRate;
  const allowedMs = graceMs + (81_920 / bytesPerS) * 1_000;
  assert.ok(server.paused, "nobody reads on meanwhile");
  pass(allowedMs - 10_000);
  assert.equal(server.ended, false);
  pass(20_000);
  assert.deepEqual([server.words, server.ended, client.ended], [["close 1001"], true, true]);
});
