/** Masking (RFC 6455 section 5.3): XOR with a key of four bytes. The same operation masks and unmasks. */

/** Bytes of a key. */
export const KEY_BYTES = 4;

/** From here on words are faster than bytes. */
const MIN_WORDS_BYTES = 128;
const WORD_BYTES = 4;
/** The key as it meets the words of a payload, in this machine's order of bytes. */
const turned = new Uint8Array(KEY_BYTES);
const turnedWord = new Uint32Array(turned.buffer);

/** Masks in place; `offset` is how many bytes of the frame's payload came before these. Linear; four bytes at a time where they are many. */
export function applyMask(bytes: Uint8Array, key: Uint8Array, offset: number): void {
  const { length, byteOffset } = bytes;
  if (length < MIN_WORDS_BYTES) {
    maskBytes(bytes, key, offset, 0, length);
    return;
  }
  const first = (WORD_BYTES - (byteOffset % WORD_BYTES)) % WORD_BYTES;
  const words = new Uint32Array(bytes.buffer, byteOffset + first, (length - first) >>> 2);
  maskBytes(bytes, key, offset, 0, first);
  for (let index = 0; index < KEY_BYTES; index += 1) turned[index] = key[(offset + first + index) & 3] ?? 0;
  const word = turnedWord[0] ?? 0;
  for (let index = 0; index < words.length; index += 1) words[index] = (words[index] ?? 0) ^ word;
  maskBytes(bytes, key, offset, first + words.length * WORD_BYTES, length);
}

function maskBytes(bytes: Uint8Array, key: Uint8Array, offset: number, start: number, end: number): void {
  for (let at = start; at < end; at += 1) bytes[at] = (bytes[at] ?? 0) ^ (key[(offset + at) & 3] ?? 0);
}
