/** Bytes as latin1 text, one character a byte: Node's native conversion behind the codec's port. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  return bytes instanceof Buffer
    ? bytes.latin1Slice(start, end)
    : Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).latin1Slice();
}
