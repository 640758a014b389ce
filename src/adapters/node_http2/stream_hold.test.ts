import assert from "node:assert/strict";
import { test } from "node:test";
import { http2StreamPair } from "../../../test/support/http2_stream.ts";
import { STREAM_WINDOW_BYTES } from "./session_options.ts";
import { StreamHold, type StreamRoom } from "./stream_hold.ts";

/** Room for so many bytes, and what is in it. */
class Room implements StreamRoom {
  readonly bytes: number;
  held = 0;
  content = 0;

  constructor(bytes: number) {
    this.bytes = bytes;
  }

  hold(bytes: number): boolean {
    if (this.held + bytes > this.bytes) return false;
    this.held += bytes;
    return true;
  }

  letGo(bytes: number): void {
    this.held -= bytes;
  }

  kept(bytes: number): void {
    this.content += bytes;
  }
}

class TestHold extends StreamHold<Room> {
  refused = 0;

  protected override noRoomToPark(): void {
    this.refused++;
  }

  begin(bytes: number): boolean {
    return this.holdStream(bytes);
  }

  pause(): void {
    this.park();
  }

  resume(): void {
    this.readOn();
  }

  takes(bytes: number): void {
    this.keep(bytes);
  }

  over(): void {
    this.keepNothing();
  }

  gone(): void {
    this.letGo();
  }
}

async function holding(stack: AsyncDisposableStack, roomBytes: number) {
  const { server } = await http2StreamPair(stack);
  const room = new Room(roomBytes);
  return { server, room, hold: new TestHold(room, server) };
}

test("a stream that is not read holds its window, once however often it is told to wait, until it is read on", async () => {
  await using stack = new AsyncDisposableStack();
  const { server, room, hold } = await holding(stack, 10 * STREAM_WINDOW_BYTES);
  assert.equal(hold.begin(1_000), true);
  for (let time = 0; time < 2; time++) {
    hold.pause();
    hold.pause();
    assert.deepEqual([server.isPaused(), room.held], [true, 1_000 + STREAM_WINDOW_BYTES]);
    hold.resume();
    hold.resume();
    assert.deepEqual([server.isPaused(), room.held], [false, 1_000]);
  }
  assert.equal(hold.refused, 0);
});

test("where its window finds no room that is told, and what was not held is not let go of", async () => {
  await using stack = new AsyncDisposableStack();
  const { server, room, hold } = await holding(stack, STREAM_WINDOW_BYTES);
  assert.equal(hold.begin(1_000), true);
  hold.pause();
  assert.deepEqual([server.isPaused(), hold.refused, room.held], [true, 1, 1_000]);
  hold.resume();
  assert.equal(room.held, 1_000);
  hold.gone();
  assert.equal(room.held, 0);
});

test("a stream for which there is no room holds nothing", async () => {
  await using stack = new AsyncDisposableStack();
  const { room, hold } = await holding(stack, 999);
  assert.equal(hold.begin(1_000), false);
  hold.gone();
  assert.equal(room.held, 0);
});

test("content that is kept is given back once: when the exchange is over, or the stream gone before", async () => {
  await using stack = new AsyncDisposableStack();
  for (const overFirst of [true, false]) {
    const { room, hold } = await holding(stack, 10 * STREAM_WINDOW_BYTES);
    hold.begin(1_000);
    hold.pause();
    hold.takes(300);
    hold.takes(200);
    assert.equal(room.content, 500);
    if (overFirst) hold.over();
    if (overFirst) assert.deepEqual([room.content, room.held], [0, 1_000 + STREAM_WINDOW_BYTES]);
    hold.gone();
    assert.deepEqual([room.content, room.held], [0, 0]);
  }
});
