/** CRC-32C (Castagnoli; RFC 3720 appendix B.4), as the PROXY protocol and others use it. It finds accidents, not attackers. */

const TABLE: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

/** An unsigned 32-bit number. `zeros` is a part of `bytes`, from and to, that counts as zeros: where the sum itself stands. */
export function crc32c(bytes: Uint8Array, zeros: { readonly from: number; readonly to: number } = { from: 0, to: 0 }): number {
  let value = 0xffffffff;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = at >= zeros.from && at < zeros.to ? 0 : (bytes[at] ?? 0);
    value = (value >>> 8) ^ (TABLE[(value ^ byte) & 0xff] ?? 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}
