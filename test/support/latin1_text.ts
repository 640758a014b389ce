/** Bytes as latin1 text, the way the HTTP codec hands field values and targets on. */
export function latin1Text(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
