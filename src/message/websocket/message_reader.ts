/**
 * What one side of a WebSocket sends, out of bytes: `feed` what came, then `next` until null. Strict (RFC 6455 sections 5 and 8.1): framing, masking by direction,
 * fragmentation, control frames, UTF-8 at the first wrong byte, sizes before one byte of the payload is taken. Linear; keeps at most a head and a control frame.
 */
import { Utf8Stream } from "../../codec/utf8_stream.ts";
import { CLOSE, type CloseMessage, parseClose } from "./close.ts";
import { FrameHeadReader, type HeadFault } from "./frame_head.ts";
import { applyMask } from "./mask.ts";
import { isControl, MAX_CONTROL_BYTES, OPCODE } from "./opcode.ts";

export interface MessageLimits {
  readonly maxFrameBytes: number;
  readonly maxMessageBytes: number;
}

export type MessageFaultCode =
  | HeadFault
  | "continuation_unasked"
  | "message_unfinished"
  | "frame_too_large"
  | "message_too_large"
  | "empty_fragments"
  | "invalid_utf8"
  | "close_malformed";

export type WebSocketEvent =
  /** A message begins; nothing of it has been taken. */
  | { readonly kind: "message"; readonly binary: boolean }
  /** A part of the message under way, as a view of what was fed; `last` where it ends the message. Parts of one frame may come apart, empty ones only as last. */
  | { readonly kind: "data"; readonly bytes: Uint8Array; readonly last: boolean }
  | { readonly kind: "ping" | "pong"; readonly bytes: Uint8Array }
  /** Nothing comes after it: what the peer sends then is not looked at (section 1.4). */
  | { readonly kind: "close"; readonly message: CloseMessage }
  /** The connection must be failed with `close` (section 7.1.7); nothing comes after it. */
  | { readonly kind: "fault"; readonly code: MessageFaultCode; readonly close: number };

/** Fragments without a byte that one message may have: they cost work and count against no size. */
const MAX_EMPTY_FRAGMENTS = 100;

const FAULT_CLOSE: Readonly<Partial<Record<MessageFaultCode, number>>> = {
  frame_too_large: CLOSE.tooBig,
  message_too_large: CLOSE.tooBig,
  length_too_large: CLOSE.tooBig,
  invalid_utf8: CLOSE.invalidPayload,
  empty_fragments: CLOSE.policyViolation,
};

export class MessageReader {
  limits: MessageLimits;
  private readonly head: FrameHeadReader;
  private readonly masked: boolean;
  private chunk: Uint8Array = new Uint8Array(0);
  private at = 0;
  private inPayload = false;
  /** Of the payload under way. */
  private taken = 0;
  private readonly control = new Uint8Array(MAX_CONTROL_BYTES);
  /** The message under way. */
  private inMessage = false;
  private utf8: Utf8Stream | null = null;
  private messageBytes = 0;
  private emptyFragments = 0;
  private closed = false;

  /** `masked`: whether the peer is a client. */
  constructor(masked: boolean, limits: MessageLimits) {
    this.masked = masked;
    this.limits = limits;
    this.head = new FrameHeadReader(masked);
  }

  /** Takes bytes over: masked payloads are unmasked where they lie. What was fed before must have been read to null. */
  feed(chunk: Uint8Array): void {
    this.chunk = chunk;
    this.at = 0;
  }

  /** Copies what was fed and not read yet, so that what it lies in may be used again. */
  keep(): void {
    // Why not `slice`: of a Buffer it is a view.
    this.chunk = new Uint8Array(this.chunk.subarray(this.at));
    this.at = 0;
  }

  /** Whether something has begun that the end of the connection would cut short. */
  get isMidMessage(): boolean {
    return this.inMessage || this.inPayload || this.head.midHead;
  }

  /** The next event, null where more bytes are needed or nothing comes any more. */
  next(): WebSocketEvent | null {
    while (!this.closed) {
      if (!this.inPayload) {
        const event = this.readHead();
        if (event !== null || !this.inPayload) return event;
      }
      const event = isControl(this.head.opcode) ? this.readControl() : this.readData();
      if (event !== "none") return event;
    }
    return null;
  }

  private readHead(): WebSocketEvent | null {
    const { chunk, head } = this;
    while (this.at < chunk.length) {
      const step = head.take(chunk[this.at] ?? 0);
      this.at += 1;
      if (step === null) continue;
      return step === "complete" ? this.begin() : this.fault(step);
    }
    return null;
  }

  /** Judges a complete head; an event where a message begins or nothing more is read. */
  private begin(): WebSocketEvent | null {
    const { opcode, fin, length } = this.head;
    this.inPayload = true;
    this.taken = 0;
    if (isControl(opcode)) return null;
    const first = opcode !== OPCODE.continuation;
    if (first === this.inMessage) return this.fault(first ? "message_unfinished" : "continuation_unasked");
    if (length > this.limits.maxFrameBytes) return this.fault("frame_too_large");
    if (first) {
      this.messageBytes = 0;
      this.emptyFragments = 0;
    }
    this.messageBytes += length;
    if (this.messageBytes > this.limits.maxMessageBytes) return this.fault("message_too_large");
    if (length === 0 && !fin && ++this.emptyFragments > MAX_EMPTY_FRAGMENTS) return this.fault("empty_fragments");
    if (!first) return null;
    this.inMessage = true;
    this.utf8 = opcode === OPCODE.text ? new Utf8Stream() : null;
    return { kind: "message", binary: opcode === OPCODE.binary };
  }

  private readControl(): WebSocketEvent | null | "none" {
    const { head, control } = this;
    const part = this.takePayload();
    control.set(part, this.taken - part.length);
    if (this.taken < head.length) return null;
    this.inPayload = false;
    const bytes = control.slice(0, head.length);
    if (head.opcode !== OPCODE.close) return { kind: head.opcode === OPCODE.ping ? "ping" : "pong", bytes };
    const message = parseClose(bytes);
    if (typeof message === "number") return this.fault(message === CLOSE.invalidPayload ? "invalid_utf8" : "close_malformed");
    this.closed = true;
    return { kind: "close", message };
  }

  private readData(): WebSocketEvent | null | "none" {
    const { head, utf8 } = this;
    const bytes = this.takePayload();
    const complete = this.taken === head.length;
    const last = complete && head.fin;
    if (utf8 !== null && !(utf8.push(bytes) && (!last || utf8.isComplete))) return this.fault("invalid_utf8");
    if (complete) this.inPayload = false;
    if (last) this.inMessage = false;
    if (last || bytes.length > 0) return { kind: "data", bytes, last };
    return complete ? "none" : null;
  }

  /** What has come of the payload under way, unmasked. */
  private takePayload(): Uint8Array {
    const { chunk, head, masked, at, taken } = this;
    const length = Math.min(chunk.length - at, head.length - taken);
    const part = chunk.subarray(at, at + length);
    if (masked) applyMask(part, head.key, taken);
    this.at = at + length;
    this.taken = taken + length;
    return part;
  }

  private fault(code: MessageFaultCode): WebSocketEvent {
    this.closed = true;
    return { kind: "fault", code, close: FAULT_CLOSE[code] ?? CLOSE.protocolError };
  }
}
