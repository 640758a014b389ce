/** One side's connection of a WebSocket session, for tests: keeps what it is given. */
import assert from "node:assert/strict";
import type { SessionEnd } from "../../src/adapters/websocket/session_ports.ts";
import { CLOSE_FRAME, readFrames } from "./websocket_frames.ts";

/** Takes no more once `full`. */
export class TestEnd implements SessionEnd {
  bytes: Buffer = Buffer.alloc(0);
  writes = 0;
  full = false;
  paused = false;
  ended = false;

  write(bytes: Uint8Array): boolean {
    assert.ok(!this.ended, "nothing is written after the end");
    this.bytes = Buffer.concat([this.bytes, bytes]);
    this.writes++;
    return !this.full;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  end(): void {
    this.ended = true;
  }

  /** What was written, in words: opcode, `+` where more of the message follows, text or code. */
  get words(): readonly string[] {
    return readFrames(this.bytes.toString("latin1")).frames.map(({ opcode, fin, payload, code }) =>
      opcode === CLOSE_FRAME ? `close ${code}` : `${opcode}${fin ? "" : "+"} ${payload.toString("latin1")}`,
    );
  }
}
