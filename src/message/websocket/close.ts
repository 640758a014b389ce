/** Close frames: their codes and their body (RFC 6455 sections 5.5.1 and 7.4; IANA, WebSocket Close Code Number Registry). */
import { decodeUtf8 } from "../../codec/utf8.ts";
import { MAX_CONTROL_BYTES } from "./opcode.ts";

/** Codes that the gateway itself gives. */
export const CLOSE = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  unsupportedData: 1003,
  invalidPayload: 1007,
  policyViolation: 1008,
  tooBig: 1009,
  tryAgainLater: 1013,
  badGateway: 1014,
} as const;

/** What a peer said in its Close frame. `code` is null where it gave none. */
export interface CloseMessage {
  readonly code: number | null;
  readonly reason: string;
}

/** Whether a code may stand in a frame: 1000 to 2999 as registered, of which 1004, 1005, 1006 and 1015 never travel; 3000 to 4999 as applications like. */
export function isWireCode(code: number): boolean {
  if (code >= 3000 && code <= 4999) return true;
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
}

const ENCODER = new TextEncoder();
/** The reason has what two bytes of code leave. */
const MAX_REASON_BYTES = MAX_CONTROL_BYTES - 2;

/** The body of a Close frame read, or the code to fail the connection with: 1002 for a body or code that is none, 1007 for a reason that is not UTF-8. */
export function parseClose(body: Uint8Array): CloseMessage | number {
  if (body.length === 0) return { code: null, reason: "" };
  if (body.length === 1) return CLOSE.protocolError;
  const code = ((body[0] ?? 0) << 8) | (body[1] ?? 0);
  if (!isWireCode(code)) return CLOSE.protocolError;
  const reason = decodeUtf8(body.subarray(2));
  return reason === null ? CLOSE.invalidPayload : { code, reason };
}

/** The body of a Close frame. Throws for a code that may not travel, or a reason of more than 123 bytes: both are ours or were read by `parseClose`. */
export function toCloseBody({ code, reason }: CloseMessage): Uint8Array {
  if (code === null) return new Uint8Array(0);
  const text = ENCODER.encode(reason);
  if (!isWireCode(code) || text.length > MAX_REASON_BYTES) throw new RangeError("a close frame can't say that");
  const body = new Uint8Array(2 + text.length);
  body[0] = code >> 8;
  body[1] = code & 0xff;
  body.set(text, 2);
  return body;
}
