/** Frames of RFC 6455 as a test says them, wrong ones too, and a reader of the gateway's: of the tests' own, so that nothing of the code under test vouches for itself. */

export interface FrameSketch {
  readonly opcode: number;
  readonly payload?: string | Uint8Array;
  /** Default true. */
  readonly fin?: boolean;
  /** RSV1 to RSV3 as the bits 4, 2, 1. */
  readonly rsv?: number;
  /** Default true: a client's frame. */
  readonly masked?: boolean;
  /** How the length is written: 7, 16 or 64 bits; default the shortest. */
  readonly lengthBits?: 7 | 16 | 64;
  /** The length that is told, where it is not that of the payload. */
  readonly told?: number;
}

export const TEXT = 1;
export const BINARY = 2;
export const CONTINUATION = 0;
export const CLOSE_FRAME = 8;
export const PING = 9;
export const PONG = 10;

const KEY = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

/** The frame as bytes. Text is UTF-8. */
export function frame({ opcode, payload = "", fin = true, rsv = 0, masked = true, lengthBits, told }: FrameSketch): Buffer {
  const content = typeof payload === "string" ? Buffer.from(payload) : Buffer.from(payload);
  const length = told ?? content.length;
  const bits = lengthBits ?? (length < 126 ? 7 : length < 65_536 ? 16 : 64);
  const mask = masked ? 0x80 : 0;
  const head = Buffer.alloc(2 + (bits === 7 ? 0 : bits / 8));
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  head[1] = mask | (bits === 7 ? length : bits === 16 ? 126 : 127);
  if (bits === 16) head.writeUInt16BE(length, 2);
  if (bits === 64) head.writeBigUInt64BE(BigInt(length), 2);
  if (!masked) return Buffer.concat([head, content]);
  return Buffer.concat([head, KEY, content.map((byte, index) => byte ^ (KEY[index % 4] ?? 0))]);
}

/** A Close frame's payload. */
export function closePayload(code: number, reason = ""): Buffer {
  return Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]);
}

export interface SeenFrame {
  readonly fin: boolean;
  readonly opcode: number;
  readonly masked: boolean;
  readonly payload: Buffer;
  /** Of a Close frame; null where it has none. */
  readonly code: number | null;
}

/** The whole frames in latin1 text, and how much of it they take. */
export function readFrames(text: string): { readonly frames: readonly SeenFrame[]; readonly length: number } {
  const bytes = Buffer.from(text, "latin1");
  const frames: SeenFrame[] = [];
  let at = 0;
  for (;;) {
    const [first = 0, second = 0] = bytes.subarray(at, at + 2);
    const short = second & 0x7f;
    const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
    const masked = (second & 0x80) !== 0;
    const start = at + 2 + extended + (masked ? 4 : 0);
    if (bytes.length < start) break;
    const length = extended === 0 ? short : extended === 2 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    if (bytes.length < start + length) break;
    const key = bytes.subarray(start - 4, start);
    const raw = bytes.subarray(start, start + length);
    const payload = masked ? Buffer.from(raw.map((byte, index) => byte ^ (key[index % 4] ?? 0))) : raw;
    const opcode = first & 0x0f;
    const code = opcode === CLOSE_FRAME && payload.length >= 2 ? payload.readUInt16BE(0) : null;
    frames.push({ fin: (first & 0x80) !== 0, opcode, masked, payload, code });
    at = start + length;
  }
  return { frames, length: at };
}
