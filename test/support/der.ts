/** Writes DER (X.690) for certificates and their companions in tests. */

/** One value: tag, length, content. */
export function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat(content);
  if (bytes.length < 128) return Buffer.concat([Buffer.from([tag, bytes.length]), bytes]);
  // In as few octets as it takes (section 10.1).
  const length = bytes.length < 256 ? [0x81, bytes.length] : [0x82, bytes.length >> 8, bytes.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), bytes]);
}

export const sequence = (...content: readonly Uint8Array[]): Buffer => der(0x30, ...content);
/** `hex`: the encoded identifier. */
export const objectId = (hex: string): Buffer => der(0x06, Buffer.from(hex, "hex"));
/** Not negative, in as few octets as it takes. */
export function integer(value: number | bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
  return der(0x02, ...((bytes[0] ?? 0) > 0x7f ? [Buffer.from([0])] : []), bytes);
}
export const octets = (...content: readonly Uint8Array[]): Buffer => der(0x04, ...content);
export const bits = (...content: readonly Uint8Array[]): Buffer => der(0x03, Buffer.from([0]), ...content);

const stamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:T]/gu, "")}Z`;
export const utcTime = (ms: number): Buffer => der(0x17, Buffer.from(stamp(ms).slice(2)));
export const generalizedTime = (ms: number): Buffer => der(0x18, Buffer.from(stamp(ms)));

export function toPem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,64}/gu) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
