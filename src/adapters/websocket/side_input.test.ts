import assert from "node:assert/strict";
import { test } from "node:test";
import { frame, PING, TEXT } from "../../../test/support/websocket_frames.ts";
import { MessageReader, type WebSocketEvent } from "../../message/websocket/message_reader.ts";
import { SideInput } from "./side_input.ts";

const LIMITS = { maxFrameBytes: 1_000, maxMessageBytes: 1_000 };

/** The input of a client whose turns come when the test says so. */
function world(onEvent: (event: WebSocketEvent) => void = () => {}) {
  const seen: string[] = [];
  const later: (() => void)[] = [];
  const calls: string[] = [];
  const owner = {
    isOver: false,
    take: (event: WebSocketEvent): void => {
      seen.push(event.kind);
      onEvent(event);
    },
    laterTurn: (step: () => void): void => void later.push(step),
  };
  const end = { write: () => true, pause: () => calls.push("pause"), resume: () => calls.push("resume"), end: () => {} };
  const input = new SideInput(end, new MessageReader(true, LIMITS), owner);
  return {
    input,
    owner,
    seen,
    calls,
    pings: (count: number) => Buffer.concat(Array.from({ length: count }, () => frame({ opcode: PING, payload: "x" }))),
    turn: () => {
      for (const step of later.splice(0)) step();
    },
  };
}

test("what comes is taken at once, up to 256 events; the rest waits for its turn, and the side is not read from meanwhile", () => {
  const { input, seen, calls, pings, turn } = world();
  input.received(pings(256 * 2 + 5));
  assert.deepEqual([seen.length, calls], [256, ["pause"]]);
  turn();
  assert.deepEqual([seen.length, calls], [512, ["pause", "pause"]]);
  turn();
  assert.deepEqual([seen.length, calls], [517, ["pause", "pause", "resume"]]);
});

test("what was read before reading stopped is kept in its order, as the bytes were then", () => {
  const texts: string[] = [];
  const { input, pings, turn } = world((event) => {
    if (event.kind === "data") texts.push(Buffer.from(event.bytes).toString());
  });
  input.received(pings(256));
  const one = frame({ opcode: TEXT, payload: "one" });
  input.received(one);
  one.fill(0);
  input.received(frame({ opcode: TEXT, payload: "two" }));
  assert.deepEqual(texts, []);
  turn();
  assert.deepEqual(texts, ["one", "two"]);
});

test("the end of a connection waits for what came before it", () => {
  const { input, seen, pings, turn } = world();
  const ended: number[] = [];
  input.whenRead(() => ended.push(seen.length));
  assert.deepEqual(ended, [0]);
  input.received(pings(300));
  input.whenRead(() => ended.push(seen.length));
  assert.deepEqual(ended, [0]);
  turn();
  assert.deepEqual(ended, [0, 300]);
});

test("a side goes on only when neither its turn nor the other side's reading is waited for", () => {
  const { input, calls, pings, turn } = world();
  input.received(pings(300));
  input.waitForDrain();
  turn();
  assert.deepEqual(calls, ["pause", "pause"]);
  input.drained();
  assert.deepEqual(calls, ["pause", "pause", "resume"]);
});

test("once it is over no further event is taken", () => {
  const { input, owner, seen, pings, turn } = world((event) => {
    if (event.kind === "ping" && seen.length === 3) owner.isOver = true;
  });
  input.received(pings(10));
  turn();
  assert.equal(seen.length, 3);
});
