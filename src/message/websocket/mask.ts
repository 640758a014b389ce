/** Masking (RFC 6455 section 5.3): XOR with a key of four bytes. The same operation masks and unmasks. */

/** Bytes of a key. */
export const KEY_BYTES = 4;

/** Masks in place, or into `target` from `at` on; `offset` is how many bytes of the frame's payload came before these. */
export function applyMask(source: Uint8Array, key: Uint8Array, offset: number, target: Uint8Array = source, at: number = 0): void {
  const k0 = key[offset & 3] ?? 0;
  const k1 = key[(offset + 1) & 3] ?? 0;
  const k2 = key[(offset + 2) & 3] ?? 0;
  const k3 = key[(offset + 3) & 3] ?? 0;
  const { length } = source;
  const whole = length - (length & 3);
  let from = 0;
  let to = at;
  for (; from < whole; from += 4, to += 4) {
    target[to] = (source[from] ?? 0) ^ k0;
    target[to + 1] = (source[from + 1] ?? 0) ^ k1;
    target[to + 2] = (source[from + 2] ?? 0) ^ k2;
    target[to + 3] = (source[from + 3] ?? 0) ^ k3;
  }
  for (; from < length; from += 1, to += 1) target[to] = (source[from] ?? 0) ^ (key[(offset + from) & 3] ?? 0);
}
