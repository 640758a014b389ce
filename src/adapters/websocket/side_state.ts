/** Where one side of a WebSocket stands: what it has been told, and how far its message has come. */
import { OPCODE } from "../../message/websocket/opcode.ts";
import type { SessionEnd } from "./session_ports.ts";
import type { SideInput } from "./side_input.ts";
import type { WholeMessage } from "./whole_message.ts";

export interface SideState {
  readonly end: SessionEnd;
  readonly input: SideInput;
  /** A Close was sent to it: nothing else may follow (section 5.5.1). */
  told: boolean;
  /** It has sent a Close. */
  closing: boolean;
  /** Whether the message under way is binary; null while there is none. */
  underWay: boolean | null;
  /** Opcode of the next part of its message that is passed on. */
  opcode: number;
  /** When it must have read what waits for it; Infinity while nothing does. */
  readByMs: number;
  /** Its message, where that must be whole to be judged. */
  whole: WholeMessage | null;
}

/** One that has said nothing yet, and was told nothing. */
export function newSideState(end: SessionEnd, input: SideInput): SideState {
  return { end, input, told: false, closing: false, underWay: null, opcode: OPCODE.continuation, readByMs: Infinity, whole: null };
}
