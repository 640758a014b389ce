/** Frames written, never copied: the shortest length, no reserved bits, masked where a client sends (RFC 6455 section 5.2). */
import { applyMask, KEY_BYTES } from "./mask.ts";

const FIN = 0x80;
const MASKED = 0x80;
const MAX_SHORT = 125;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
const TWO_32 = 0x1_0000_0000;

/** A whole frame around a copy of the payload. `key`: four unpredictable bytes where the frame goes to a server (section 10.3), null where it goes to a client. */
export function writeFrame(opcode: number, fin: boolean, payload: Uint8Array, key: Uint8Array | null): Uint8Array {
  const { length } = payload;
  const extended = length <= MAX_SHORT ? 0 : length <= 0xffff ? 2 : 8;
  const head = 2 + extended + (key === null ? 0 : KEY_BYTES);
  const frame = new Uint8Array(head + length);
  frame[0] = (fin ? FIN : 0) | opcode;
  frame[1] = (key === null ? 0 : MASKED) | (extended === 0 ? length : extended === 2 ? LENGTH_16 : LENGTH_64);
  if (extended === 2) frame.set([length >> 8, length & 0xff], 2);
  if (extended === 8) writeLength(frame, length);
  frame.set(payload, head);
  if (key !== null) {
    frame.set(key, head - KEY_BYTES);
    applyMask(frame.subarray(head), key, 0);
  }
  return frame;
}

function writeLength(frame: Uint8Array, length: number): void {
  const view = new DataView(frame.buffer, frame.byteOffset);
  view.setUint32(2, Math.floor(length / TWO_32));
  view.setUint32(6, length % TWO_32);
}
