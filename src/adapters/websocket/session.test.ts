import assert from "node:assert/strict";
import { test } from "node:test";
import { apiPlan, generationOf, liveExchange, runOf } from "../../../test/support/plans.ts";
import { TestEnd } from "../../../test/support/websocket_end.ts";
import {
  BINARY,
  CLOSE_FRAME,
  closePayload,
  CONTINUATION,
  frame,
  type FrameSketch,
  PING,
  readFrames,
  TEXT,
} from "../../../test/support/websocket_frames.ts";
import { compilePolicy } from "../../../test/support/websocket_policy.ts";
import { MessageRun } from "../../engine/message_run.ts";
import { KeptBytes, KeptHold } from "../../limit/kept_bytes.ts";
import { Sweeper } from "../sweeper.ts";
import { WebSocketSession } from "./session.ts";

function open(stack: AsyncDisposableStack, options: unknown = true) {
  let now = 1_000_000;
  const sweeper = stack.adopt(new Sweeper(() => now, assert.ifError), (each) => each.close());
  const run = runOf(generationOf([apiPlan({})]), liveExchange({}));
  const client = new TestEnd();
  const server = new TestEnd();
  const over: number[] = [];
  const broken: unknown[] = [];
  const kept = new KeptBytes(1_000);
  const begun = { client: 0, server: 0 };
  const session = new WebSocketSession(
    run,
    new MessageRun(run, compilePolicy(options).policy),
    { client, server },
    {
      sweeper,
      readMs: (bytes) => 10_000 + bytes,
      newHold: () => new KeptHold(kept, "client"),
      newKey: () => Uint8Array.of(1, 2, 3, 4),
      begun,
      over: (withinMs) => over.push(withinMs),
      broke: (error) => broken.push(error),
    },
  );
  stack.defer(() => session.dispose());
  return {
    session,
    client,
    server,
    over,
    broken,
    begun,
    run,
    kept,
    say: (from: "client" | "server", ...frames: readonly FrameSketch[]) =>
      session.take(from, Buffer.concat(frames.map((each) => frame({ masked: from === "client", ...each })))),
    pass: (ms: number) => {
      now += ms;
      sweeper.sweep();
    },
  };
}

test("what one side says is written anew for the other, masked to the server alone, in one write a read", async () => {
  await using stack = new AsyncDisposableStack();
  const { say, client, server } = open(stack);
  say("client", { opcode: TEXT, payload: "a" }, { opcode: BINARY, payload: "b" }, { opcode: PING, payload: "c" });
  assert.deepEqual([server.words, server.writes], [["1 a", "2 b", "9 c"], 1]);
  assert.ok(readFrames(server.bytes.toString("latin1")).frames.every(({ masked }) => masked));
  say("server", { opcode: TEXT, payload: "d" });
  assert.deepEqual(client.words, ["1 d"]);
  assert.ok(readFrames(client.bytes.toString("latin1")).frames.every(({ masked }) => !masked));
});

test("messages are counted where they begin: not their fragments, not control frames", async () => {
  await using stack = new AsyncDisposableStack();
  const { say, begun } = open(stack);
  say("client", { opcode: TEXT, payload: "a", fin: false }, { opcode: PING, payload: "p" }, { opcode: CONTINUATION, payload: "b" });
  say("client", { opcode: BINARY, payload: "c" });
  say("server", { opcode: TEXT, payload: "d", fin: false });
  assert.deepEqual(begun, { client: 2, server: 1 });
});

test("a message passes as it comes, as fragments wherever it was cut, and nothing of it is kept", async () => {
  await using stack = new AsyncDisposableStack();
  const { session, server, say } = open(stack);
  const bytes = frame({ opcode: TEXT, payload: "abcdef" });
  session.take("client", bytes.subarray(0, 8));
  session.take("client", bytes.subarray(8, 10));
  session.take("client", bytes.subarray(10));
  assert.deepEqual(server.words, ["1+ ab", "0+ cd", "0 ef"]);
  say("client", { opcode: TEXT, payload: "", fin: false }, { opcode: CONTINUATION, payload: "x" });
  assert.deepEqual(server.words.slice(3), ["1 x"]);
});

test("a message that is judged is passed on whole, in one frame, or not a byte of it", async () => {
  await using stack = new AsyncDisposableStack();
  const { say, server, client, over, run, kept } = open(stack, { client: { schema: { type: "array" } } });
  say("client", { opcode: TEXT, payload: "[", fin: false }, { opcode: PING }, { opcode: CONTINUATION, payload: "1", fin: false });
  assert.deepEqual(server.words, ["9 "]);
  assert.equal(kept.bytes, 2);
  say("client", { opcode: CONTINUATION, payload: "]" }, { opcode: TEXT, payload: "{}" }, { opcode: TEXT, payload: "[]" });
  assert.deepEqual(server.words, ["9 ", "1 [1]", "close 1001"]);
  assert.deepEqual(client.words, ["close 1008"]);
  assert.deepEqual([client.ended, server.ended, over], [true, true, [1_000]]);
  assert.equal(run.decided?.kind === "denied" ? run.decided.problem.code : null, "message_refused");
  assert.equal(kept.bytes, 0);
});

test("a message that began before a schema held for it does not pass it by", async () => {
  await using stack = new AsyncDisposableStack();
  const begun = open(stack);
  begun.say("client", { opcode: TEXT, payload: '{"op":', fin: false });
  begun.session.adopt(compilePolicy({ client: { schema: { type: "array" } } }).policy);
  assert.deepEqual([begun.client.words, begun.server.words], [["close 1008"], ['1+ {"op":', "close 1008"]]);
  const binary = open(stack);
  binary.say("client", { opcode: BINARY, payload: "a", fin: false });
  binary.session.adopt(compilePolicy({ client: { schema: { type: "array" }, types: ["text", "binary"] } }).policy);
  binary.say("client", { opcode: CONTINUATION, payload: "b" }, { opcode: TEXT, payload: "{}" });
  assert.deepEqual(binary.server.words, ["2+ a", "0 b", "close 1001"]);
  const between = open(stack);
  between.say("client", { opcode: TEXT, payload: "{}" });
  between.session.adopt(compilePolicy({ client: { schema: { type: "array" } } }).policy);
  between.say("client", { opcode: TEXT, payload: "[]" });
  assert.deepEqual(between.server.words, ["1 {}", "1 []"]);
});

test("a side that reads slowly stops the other, and nobody else", async () => {
  await using stack = new AsyncDisposableStack();
  const { session, say, client, server } = open(stack);
  server.full = true;
  say("client", { opcode: TEXT, payload: "a" });
  assert.deepEqual([client.paused, server.paused], [true, false]);
  say("server", { opcode: TEXT, payload: "b" });
  assert.deepEqual([client.paused, server.paused], [true, false]);
  session.drained("server");
  assert.equal(client.paused, false);
});

test("a side that does not read what waits for it ends the connection, however lively it is", async () => {
  await using stack = new AsyncDisposableStack();
  const { session, say, client, server, run, pass, over } = open(stack);
  client.full = true;
  say("server", { opcode: TEXT, payload: "x".repeat(1_000) });
  for (let second = 0; second < 10; second++) {
    say("client", { opcode: PING });
    pass(1_000);
  }
  session.drained("client");
  pass(60_000);
  assert.deepEqual(over, []);
  say("server", { opcode: TEXT, payload: "x".repeat(1_000) });
  pass(10_000);
  assert.deepEqual(over, []);
  pass(2_000);
  assert.deepEqual([server.words.at(-1), over], ["close 1001", [1_000]]);
  assert.equal(run.exchange.trail.findings[0]?.code, "websocket.unread");
});

test("thousands of small messages are spread over turns, in their order, with whoever sends them waiting", async () => {
  await using stack = new AsyncDisposableStack();
  const { session, say, client, server } = open(stack);
  const count = 2_000;
  const bytes = Buffer.concat(Array.from({ length: count }, (_, index) => frame({ opcode: TEXT, payload: String(index) })));
  const read = Buffer.from(bytes);
  session.take("client", read);
  // The buffer of a read is used again.
  read.fill(0);
  assert.deepEqual([server.words.length < 300, client.paused], [true, true]);
  say("client", { opcode: TEXT, payload: "after" });
  session.drained("server");
  assert.equal(client.paused, true);
  for (let turn = 0; turn < 20 && client.paused; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(client.paused, false);
  assert.deepEqual(server.words, [...Array.from({ length: count }, (_, index) => `1 ${index}`), "1 after"]);
  assert.ok(server.writes > 7, "a write for each turn");
});

test("a side that has ended is heard to its last message first", async () => {
  await using stack = new AsyncDisposableStack();
  const { session, server, over } = open(stack);
  const texts = Array.from({ length: 600 }, () => frame({ opcode: TEXT, payload: "x" }));
  session.take("client", Buffer.concat([...texts, frame({ opcode: TEXT, payload: "last" })]));
  session.ended("client");
  assert.deepEqual(over, []);
  for (let turn = 0; turn < 20 && over.length === 0; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([server.words.length, server.words.at(-1), over], [601, "1 last", [1_000]]);
});

test("a session that ends between turns takes nothing more", async () => {
  await using stack = new AsyncDisposableStack();
  const { session, server } = open(stack);
  session.take("client", Buffer.concat(Array.from({ length: 1_000 }, () => frame({ opcode: TEXT, payload: "x" }))));
  session.close({ code: 1001, reason: "" });
  const before = server.words.length;
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(server.words.length, before);
  assert.equal(server.words.at(-1), "close 1001");
});

test("a close is passed on and waited for; one that is not answered ends it all the same", async () => {
  await using stack = new AsyncDisposableStack();
  const answered = open(stack);
  answered.say("client", { opcode: CLOSE_FRAME, payload: closePayload(4000) });
  assert.deepEqual([answered.server.words, answered.client.words, answered.over], [["close 4000"], [], []]);
  // The server may still finish what it was saying.
  answered.say("server", { opcode: TEXT, payload: "last" }, { opcode: CLOSE_FRAME, payload: closePayload(4000) }, { opcode: TEXT });
  assert.deepEqual(answered.client.words, ["1 last", "close 4000"]);
  assert.deepEqual(answered.over, [1_000]);
  assert.equal(answered.session.closed?.code, 4000);

  const silent = open(stack);
  silent.say("server", { opcode: CLOSE_FRAME });
  assert.deepEqual(silent.client.words, ["close null"]);
  silent.pass(4_000);
  assert.deepEqual(silent.over, []);
  silent.pass(1_000);
  assert.deepEqual([silent.over, silent.client.ended, silent.server.ended], [[1_000], true, true]);
});

test("a server that goes away after the client's close is taken to have answered; after nothing it is 1014", async () => {
  await using stack = new AsyncDisposableStack();
  const asked = open(stack);
  asked.say("client", { opcode: CLOSE_FRAME, payload: closePayload(1000) });
  asked.session.ended("server");
  assert.deepEqual([asked.client.words, asked.over], [["close 1000"], [1_000]]);
  const unasked = open(stack);
  unasked.session.ended("server");
  assert.deepEqual([unasked.client.words, unasked.over], [["close 1014"], [1_000]]);
  const gone = open(stack);
  gone.session.ended("client");
  assert.deepEqual([gone.server.words, gone.server.ended, gone.over], [[], true, [1_000]]);
});

test("each side learns of its own fault, the other only that it is over", async () => {
  await using stack = new AsyncDisposableStack();
  const byClient = open(stack);
  byClient.say("client", { opcode: 3 });
  assert.deepEqual([byClient.client.words, byClient.server.words], [["close 1002"], ["close 1001"]]);
  assert.deepEqual(byClient.run.decided?.kind, "denied");
  const byServer = open(stack);
  byServer.say("server", { opcode: TEXT, masked: true });
  assert.deepEqual([byServer.client.words, byServer.server.words], [["close 1014"], ["close 1002"]]);
  assert.deepEqual(byServer.run.decided?.kind, "failed");
});

test("after the end nothing that comes has any effect", async () => {
  await using stack = new AsyncDisposableStack();
  const { session, say, server, over, pass, broken } = open(stack);
  session.close({ code: 1001, reason: "going away" });
  say("client", { opcode: TEXT, payload: "late" }, { opcode: 3 });
  session.ended("server");
  session.close({ code: 1008, reason: "" });
  pass(100_000_000);
  assert.deepEqual([server.words, over, broken], [["close 1001"], [1_000], []]);
});

test("a connection that breaks while it is written to ends, and the error goes where errors go", async () => {
  await using stack = new AsyncDisposableStack();
  const { say, server, broken, over } = open(stack);
  server.end();
  say("client", { opcode: TEXT, payload: "a" });
  assert.equal(broken.length, 1);
  say("client", { opcode: TEXT, payload: "b" });
  assert.deepEqual([broken.length, over], [1, []]);
});
