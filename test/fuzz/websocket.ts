/**
 * Frames of a WebSocket: never throws; where bytes are cut changes nothing; what is accepted, written again, is read as the same; text is UTF-8. The same bytes are read
 * as a client's and as a server's, and once more with the bits that random frames break first put right, so that chance gets past the heads.
 */
import assert from "node:assert/strict";
import { isUtf8 } from "node:buffer";
import { toCloseBody } from "../../src/message/websocket/close.ts";
import { MessageReader } from "../../src/message/websocket/message_reader.ts";
import { OPCODE } from "../../src/message/websocket/opcode.ts";
import { writeFrame } from "../../src/message/websocket/write_frame.ts";
import type { FuzzTarget } from "./target.ts";

const LIMITS = { maxFrameBytes: 300, maxMessageBytes: 500 };

type Seen =
  | { readonly opcode: number; readonly hex: string; readonly whole: boolean }
  | { readonly close: readonly [number | null, string] }
  | { readonly fault: string };

/** Messages put together; of one that is cut short what came of it. */
function read(bytes: Uint8Array, masked: boolean, step: number): readonly Seen[] {
  const reader = new MessageReader(masked, LIMITS);
  const seen: Seen[] = [];
  let opcode: number = OPCODE.text;
  let parts: Uint8Array[] | null = null;
  const take = (whole: boolean): void => {
    if (parts !== null) seen.push({ opcode, hex: Buffer.concat(parts).toString("hex"), whole });
    parts = null;
  };
  for (let at = 0; at < bytes.length; at += step) {
    reader.feed(Uint8Array.from(bytes.subarray(at, at + step)));
    for (let event = reader.next(); event !== null; event = reader.next()) {
      if (event.kind === "message") {
        opcode = event.binary ? OPCODE.binary : OPCODE.text;
        parts = [];
      } else if (event.kind === "data") {
        (parts ??= []).push(Uint8Array.from(event.bytes));
        if (event.last) take(true);
      } else if (event.kind === "close") seen.push({ close: [event.message.code, event.message.reason] });
      else if (event.kind === "fault") seen.push({ fault: event.code });
      else
        seen.push({
          opcode: event.kind === "ping" ? OPCODE.ping : OPCODE.pong,
          hex: Buffer.from(event.bytes).toString("hex"),
          whole: true,
        });
    }
  }
  take(false);
  return seen;
}

/** Whole ones alone: of a frame that turns out wrong, more has passed the smaller the cuts. */
const wholeOnes = (seen: readonly Seen[]): readonly Seen[] => seen.filter((each) => !("whole" in each) || each.whole);

function judge(bytes: Uint8Array, masked: boolean): void {
  const seen = read(bytes, masked, bytes.length);
  for (const step of [1, 7]) assert.deepEqual(wholeOnes(read(bytes, masked, step)), wholeOnes(seen));
  const key = masked ? Uint8Array.of(9, 8, 7, 6) : null;
  const written: Uint8Array[] = [];
  for (const each of wholeOnes(seen)) {
    if ("close" in each) written.push(writeFrame(OPCODE.close, true, toCloseBody({ code: each.close[0], reason: each.close[1] }), key));
    else if ("hex" in each) {
      const payload = Buffer.from(each.hex, "hex");
      assert.ok(payload.length <= LIMITS.maxMessageBytes);
      assert.ok(each.opcode !== OPCODE.text || isUtf8(payload));
      // A message of several frames may be longer than one frame may.
      if (payload.length > LIMITS.maxFrameBytes) return;
      written.push(writeFrame(each.opcode, true, payload, key));
    }
  }
  const again = read(Buffer.concat(written), masked, 1_000_000);
  assert.deepEqual(
    again,
    wholeOnes(seen).filter((each) => !("fault" in each)),
  );
}

export const target: FuzzTarget = {
  name: "websocket",
  run(bytes) {
    for (const masked of [true, false]) {
      judge(bytes, masked);
      const [first = 0, second = 0] = bytes;
      const likely = Uint8Array.from(bytes);
      likely[0] = (first & 0x8f) | (first % 3 === 0 ? 0x01 : 0x02);
      likely[1] = (masked ? 0x80 : 0) | (second & 0x0f);
      judge(likely, masked);
    }
  },
};
