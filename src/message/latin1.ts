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
