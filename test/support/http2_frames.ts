/** Frames of HTTP/2 as bytes (RFC 9113 sections 4 and 6). The writers take anything, wrong values too: that is what they are for. */
import { type FieldPair, literalFields } from "./hpack.ts";

export const PREFACE: Buffer = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

export const FRAME = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

/** ACK of SETTINGS and PING has the value of END_STREAM. */
export const FLAG = { endStream: 1, ack: 1, endHeaders: 4, padded: 8, priority: 32 } as const;
export const WHOLE: number = FLAG.endHeaders + FLAG.endStream;

/** Error codes by number (RFC 9113 section 7). */
export const ERROR_NAMES: readonly string[] = `NO_ERROR PROTOCOL_ERROR INTERNAL_ERROR FLOW_CONTROL_ERROR SETTINGS_TIMEOUT STREAM_CLOSED
  FRAME_SIZE_ERROR REFUSED_STREAM CANCEL COMPRESSION_ERROR CONNECT_ERROR ENHANCE_YOUR_CALM INADEQUATE_SECURITY HTTP_1_1_REQUIRED`.split(
  /\s+/u,
);

export const SETTING = { tableSize: 1, push: 2, streams: 3, window: 4, frameSize: 5, listSize: 6, connect: 8 } as const;

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** One frame; `length` where it is to be another than the payload's. */
export function frame(type: number, flags: number, stream: number, payload: Uint8Array = Buffer.alloc(0), length?: number): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(length ?? payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

export function data(stream: number, content: string | Uint8Array, flags: number = FLAG.endStream): Buffer {
  return frame(FRAME.data, flags, stream, typeof content === "string" ? Buffer.from(content, "latin1") : content);
}

/** `block`: fields to be written as literals, or the bytes of a field section. */
export function headers(stream: number, block: readonly FieldPair[] | Uint8Array, flags: number = WHOLE): Buffer {
  return frame(FRAME.headers, flags, stream, block instanceof Uint8Array ? block : literalFields(block));
}

export function continuation(stream: number, block: Uint8Array, flags: number = FLAG.endHeaders): Buffer {
  return frame(FRAME.continuation, flags, stream, block);
}

export function settings(pairs: readonly (readonly [id: number, value: number])[] = [], flags: number = 0, stream: number = 0): Buffer {
  const payload = Buffer.alloc(pairs.length * 6);
  for (const [index, [id, value]] of pairs.entries()) {
    payload.writeUInt16BE(id, index * 6);
    payload.writeUInt32BE(value, index * 6 + 2);
  }
  return frame(FRAME.settings, flags, stream, payload);
}

export function ping(flags: number = 0, stream: number = 0, payload: Uint8Array = Buffer.from("12345678")): Buffer {
  return frame(FRAME.ping, flags, stream, payload);
}

export function windowUpdate(stream: number, increment: number): Buffer {
  return frame(FRAME.windowUpdate, 0, stream, uint32(increment));
}

/** `error`: its number in ERROR_NAMES; CANCEL where none is given. */
export function reset(stream: number, error: number = 8): Buffer {
  return frame(FRAME.reset, 0, stream, uint32(error));
}

export function priority(stream: number, dependsOn: number, weight: number = 15): Buffer {
  return frame(FRAME.priority, 0, stream, Buffer.concat([uint32(dependsOn), Buffer.from([weight])]));
}

export function goaway(lastStream: number, error: number, debug: string = ""): Buffer {
  return frame(FRAME.goaway, 0, 0, Buffer.concat([uint32(lastStream), uint32(error), Buffer.from(debug, "latin1")]));
}

/** Takes whole frames off the front of `bytes`, and says what is left. */
export function readFrames(bytes: Buffer): { readonly frames: readonly Frame[]; readonly rest: Buffer } {
  const frames: Frame[] = [];
  let at = 0;
  while (bytes.length >= at + 9) {
    const end = at + 9 + bytes.readUIntBE(at, 3);
    if (bytes.length < end) break;
    const stream = bytes.readUInt32BE(at + 5) & 0x7fff_ffff;
    frames.push({ type: bytes.readUInt8(at + 3), flags: bytes.readUInt8(at + 4), stream, payload: bytes.subarray(at + 9, end) });
    at = end;
  }
  return { frames, rest: bytes.subarray(at) };
}
