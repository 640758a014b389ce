/** ClientHellos as bytes, part by part, so that tests can spoil one. */

export interface HelloSketch {
  readonly version?: number;
  readonly sessionId?: readonly number[];
  readonly ciphers?: readonly number[];
  readonly compression?: readonly number[];
  /** Null leaves the block of extensions out. */
  readonly extensions?: readonly (readonly [type: number, data: readonly number[]])[] | null;
  /** Behind all. */
  readonly trailing?: readonly number[];
}

const two = (value: number): readonly number[] => [value >>> 8, value & 255];
/** A vector behind its length in `size` bytes. */
export const vector = (size: 1 | 2, bytes: readonly number[]): readonly number[] => [
  ...(size === 1 ? [bytes.length] : two(bytes.length)),
  ...bytes,
];

/** Content of the handshake message. */
export function helloBody(sketch: HelloSketch = {}): readonly number[] {
  const { version = 0x0303, sessionId = [], ciphers = [0x1301], compression = [0], extensions = [], trailing = [] } = sketch;
  const list = (extensions ?? []).flatMap(([type, data]) => [...two(type), ...vector(2, data)]);
  return [
    ...two(version),
    ...Array<number>(32).fill(7),
    ...vector(1, sessionId),
    ...vector(2, ciphers.flatMap(two)),
    ...vector(1, compression),
    ...(extensions === null ? [] : vector(2, list)),
    ...trailing,
  ];
}

/** The handshake message. */
export function helloMessage(sketch: HelloSketch = {}): readonly number[] {
  const body = helloBody(sketch);
  return [1, 0, ...two(body.length), ...body];
}

/** Bytes in handshake records of at most `size` bytes. */
export function toRecords(bytes: readonly number[], size: number = 16_384): Uint8Array {
  const records: number[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.slice(at, at + size);
    records.push(22, 3, 1, ...two(part.length), ...part);
  }
  return new Uint8Array(records);
}
