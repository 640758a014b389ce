/** Bytes as text one to one: byte 0x00-0xff is code unit U+0000-U+00FF. What `TextDecoder("latin1")` does not do: that is windows-1252. */

/** Port: the text of `bytes[start, end)`. Adapters give the runtime's native one (`Buffer.prototype.latin1Slice`). */
export type Latin1 = (bytes: Uint8Array, start: number, end: number) => string;

/** Arguments that one call of `fromCharCode` takes without risk for the stack. */
const BATCH = 4096;

/** The port in plain JavaScript: the twin that the native one is tested against. */
export const latin1Text: Latin1 = (bytes, start, end) => {
  let text = "";
  for (let at = start; at < end; at += BATCH) {
    text += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + BATCH)));
  }
  return text;
};

/** The bytes of text whose code units are all below 0x100; throws a TypeError on any other, because cutting it would make another message of it. */
export function latin1Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 0xff) throw new TypeError(`character ${at} is outside latin1: encode it before it reaches the wire`);
    bytes[at] = code;
  }
  return bytes;
}
