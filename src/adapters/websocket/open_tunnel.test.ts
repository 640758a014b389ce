import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestEdge } from "../../../test/support/edge.ts";
import { liveExchange, runOf } from "../../../test/support/plans.ts";
import { TestEnd } from "../../../test/support/websocket_end.ts";
import { CLOSE_FRAME, closePayload, frame, TEXT } from "../../../test/support/websocket_frames.ts";
import { compilePolicy } from "../../../test/support/websocket_policy.ts";
import { openTunnel } from "./open_tunnel.ts";

const WELCOME = frame({ opcode: TEXT, payload: "welcome", masked: false });
const hello = (text: string): Buffer => frame({ opcode: TEXT, payload: text });

/** Opens it; `early`: parts of what the client has said already. */
function open(stack: AsyncDisposableStack, early: readonly Uint8Array[], rest: Uint8Array, hasEnded: boolean = false) {
  const { edge } = startTestEdge(stack);
  const client = Object.assign(new TestEnd(), { hasEnded });
  const server = new TestEnd();
  // It is read on only once there is somebody to take what comes.
  server.pause();
  const over: number[] = [];
  const sides = {
    edge,
    openTunnel: (take: (bytes: Uint8Array) => void) => {
      for (const part of early) take(part);
      return client;
    },
    tunnelOver: (withinMs: number) => void over.push(withinMs),
    broke: (error: unknown) => assert.fail(String(error)),
  };
  const upstream = {
    write: (bytes: Uint8Array) => server.write(bytes),
    pause: () => server.pause(),
    resume: () => server.resume(),
    endTunnel: () => server.end(),
  };
  const run = runOf(edge.generation(), liveExchange({ path: "/a" }), edge);
  const tunnel = openTunnel(sides, run, compilePolicy(true).policy, upstream, rest);
  stack.defer(() => tunnel.dispose());
  return { tunnel, client, server, over };
}

test("what either side has said already is taken, the client's parts in their order", async () => {
  await using stack = new AsyncDisposableStack();
  const first = hello("first");
  const { client, server } = open(stack, [first.subarray(0, 3), first.subarray(3), hello("second")], WELCOME);
  assert.deepEqual(client.words, ["1 welcome"]);
  assert.equal(server.words.at(-1), "1 second");
  assert.equal(server.words.map((word) => word.replace(/^\d\+? /u, "")).join(""), "firstsecond");
  assert.deepEqual([server.paused, client.ended, server.ended], [false, false, false]);
});

test("where nobody has said anything both are read on", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, server } = open(stack, [], new Uint8Array(0));
  assert.deepEqual([client.words, server.words, client.paused, server.paused], [[], [], false, false]);
});

test("a client that has ended its side before is heard to its last message, and both are over", async () => {
  await using stack = new AsyncDisposableStack();
  const { client, server, over } = open(stack, [hello("last")], new Uint8Array(0), true);
  assert.deepEqual(server.words, ["1 last"]);
  assert.deepEqual([client.ended, server.ended, over.length], [true, true, 1]);
});

test("the upstream's end of the tunnel ends with the session, not with its connection alone", async () => {
  await using stack = new AsyncDisposableStack();
  const { tunnel, client, server } = open(stack, [], new Uint8Array(0));
  tunnel.take("client", frame({ opcode: CLOSE_FRAME, payload: closePayload(1000) }));
  assert.deepEqual([server.words, server.ended], [["close 1000"], false]);
  tunnel.take("server", frame({ opcode: CLOSE_FRAME, payload: closePayload(1000), masked: false }));
  assert.deepEqual([client.words, client.ended, server.ended], [["close 1000"], true, true]);
});
