/** Kinds of frames (RFC 6455 section 5.2). The others are reserved, and refused. */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Most payload of a control frame (RFC 6455 section 5.5). */
export const MAX_CONTROL_BYTES = 125;

/** Whether the number is the opcode of a frame that RFC 6455 defines. */
export function isOpcode(value: number): boolean {
  return value <= OPCODE.binary || (value >= OPCODE.close && value <= OPCODE.pong);
}

/** Whether frames of this opcode control the connection instead of carrying a message (RFC 6455 section 5.5). */
export function isControl(opcode: number): boolean {
  return opcode >= OPCODE.close;
}
