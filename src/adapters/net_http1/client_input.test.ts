import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../../../test/support/edge.ts";
import { socketPair } from "../../../test/support/socket_pair.ts";
import { DEFAULT_REQUEST_LIMITS } from "../../message/http1/http1_limits.ts";
import type { RequestEvent } from "../../message/http1/request_parser.ts";
import { TurnReads } from "./turn_reads.ts";
import { ClientInput, type InputOwner } from "./client_input.ts";

const GET = "GET /a HTTP/1.1\r\nHost: api.test\r\n\r\n";

/** An owner that takes what it wants and keeps what it was told. */
class Taker implements InputOwner {
  wanted: "head" | "body" | null = "head";
  full = false;
  readonly events: string[] = [];
  readonly broken: unknown[] = [];
  onTake: (event: RequestEvent) => void = () => {};
  wants(): "head" | "body" | null {
    return this.wanted;
  }
  isFull(): boolean {
    return this.full;
  }
  take(event: RequestEvent): void {
    this.events.push(event.kind);
    this.onTake(event);
  }
  endOfInput(refusal: { readonly code: string } | null): void {
    this.events.push(refusal === null ? "over" : `over: ${refusal.code}`);
  }
  broke(error: unknown): void {
    this.broken.push(error);
  }
}

test("sixteen requests of one connection are taken in a turn of the event loop, the others in the turns after", async () => {
  await using pair = await socketPair();
  const owner = new Taker();
  const input = new ClientInput(new TurnReads(pair.near), DEFAULT_REQUEST_LIMITS, owner);
  input.received(Buffer.from(GET.repeat(40)), () => {});
  const heads = (): number => owner.events.filter((kind) => kind === "head").length;
  assert.equal(heads(), 16);
  input.pump();
  assert.equal(heads(), 16, "whoever asks for more in this turn gets none");
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(heads(), 32);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(heads(), 40);
});

test("what can't be taken stays, reading stops, and goes on once it can", async () => {
  await using pair = await socketPair();
  const owner = new Taker();
  const input = new ClientInput(new TurnReads(pair.near), DEFAULT_REQUEST_LIMITS, owner);
  pair.near.on("data", (chunk: Buffer) => input.received(chunk, () => {}));
  owner.wanted = null;
  pair.far.write(GET);
  await eventually(() => pair.near.isPaused(), "reading to stop");
  assert.deepEqual(owner.events, []);
  owner.wanted = "head";
  input.pump();
  assert.deepEqual(owner.events, ["head", "end"]);
  assert.equal(pair.near.isPaused(), false);
});

test("no request is begun while the client has not read the answers before", async () => {
  await using pair = await socketPair();
  const owner = new Taker();
  owner.onTake = () => {
    owner.full = true;
  };
  const input = new ClientInput(new TurnReads(pair.near), DEFAULT_REQUEST_LIMITS, owner);
  input.received(Buffer.from(GET.repeat(2)), () => {});
  assert.deepEqual(owner.events, ["head"]);
  owner.full = false;
  owner.onTake = () => {};
  input.pump();
  assert.deepEqual(owner.events, ["head", "end", "head", "end"]);
});

test("an end within a request is a refusal, after a whole one it is the end", async () => {
  await using pair = await socketPair();
  for (const [bytes, expected] of [
    [GET, ["head", "end", "over"]],
    ["", ["over"]],
    ["GET /a HTTP/1.1\r\nHost", ["over: message_incomplete"]],
    ["POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab", ["head", "data", "over: message_incomplete"]],
  ] as const) {
    const owner = new Taker();
    const input = new ClientInput(new TurnReads(pair.near), DEFAULT_REQUEST_LIMITS, owner);
    if (bytes !== "") input.received(Buffer.from(bytes), () => {});
    input.end();
    assert.deepEqual(owner.events, expected, JSON.stringify(bytes));
  }
});

test("an owner that throws is told so, and the others of the turn are not lost", async () => {
  await using pair = await socketPair();
  const owner = new Taker();
  const failure = new Error("broken");
  owner.onTake = () => {
    throw failure;
  };
  const input = new ClientInput(new TurnReads(pair.near), DEFAULT_REQUEST_LIMITS, owner);
  input.received(Buffer.from(GET), () => {});
  assert.deepEqual(owner.broken, [failure]);
  owner.onTake = () => {};
  input.pump();
  assert.deepEqual(owner.events, ["head", "end"]);
});

test("an upgraded connection takes everything that came and was not taken, in order", async () => {
  await using pair = await socketPair();
  const owner = new Taker();
  const input = new ClientInput(new TurnReads(pair.near), DEFAULT_REQUEST_LIMITS, owner);
  owner.onTake = (event) => {
    if (event.kind === "head") owner.wanted = null;
  };
  input.received(Buffer.from(`${GET}first `), () => {});
  input.received(Buffer.from("second"), () => {});
  const taken: string[] = [];
  input.takeRest((bytes) => void taken.push(Buffer.from(bytes).toString("latin1")));
  assert.equal(taken.join(""), "first second");
});
