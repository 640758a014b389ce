/** What the record says of a WebSocket that the gateway ends, and what the peers are told. */
import type { Closing } from "../../engine/message_run.ts";
import type { Side } from "../../guards/websocket/policy.ts";
import { type Problem, problem, type Refusal } from "../../kernel/problem.ts";
import { CLOSE } from "../../message/websocket/close.ts";
import type { MessageFaultCode } from "../../message/websocket/message_reader.ts";

export const MESSAGE_REFUSED: Problem = problem(403, "message_refused", "A message is not allowed");
export const UPSTREAM_FRAMING: Problem = problem(502, "ambiguous_messages", "The API's messages can't be read in one way");
const FRAMING: Problem = problem(400, "websocket_framing", "The messages can't be read in one way", { close: true });

export const UPSTREAM_GONE: Closing = Object.freeze({ code: CLOSE.badGateway, reason: "" });
export const GOING_AWAY: Closing = Object.freeze({ code: CLOSE.goingAway, reason: "going away" });
/** Judged again, it would not be let in: its credential has expired, or the rules have changed. */
export const NOT_ALLOWED_ANY_MORE: Closing = Object.freeze({ code: CLOSE.policyViolation, reason: "not allowed any more" });

const MESSAGES: Readonly<Record<MessageFaultCode, string>> = {
  reserved_bits: "a frame has a reserved bit, though no extension was agreed on",
  reserved_opcode: "a frame has an opcode that means nothing",
  mask_missing: "a client's frame is not masked",
  mask_forbidden: "a server's frame is masked",
  length_not_minimal: "a frame's length is not written in the shortest way",
  length_too_large: "a frame's length is beyond any limit",
  control_fragmented: "a control frame is fragmented",
  control_too_long: "a control frame is longer than 125 bytes",
  continuation_unasked: "a fragment continues no message",
  message_unfinished: "a message begins inside another",
  frame_too_large: "a frame is larger than allowed",
  message_too_large: "a message is larger than allowed",
  empty_fragments: "a message has too many fragments without content",
  invalid_utf8: "text is not UTF-8",
  close_malformed: "a close frame has no code that may be sent",
};

/** How the record says that a side's bytes are not read on. */
export function framingFault(code: MessageFaultCode, from: Side): Refusal {
  return { problem: FRAMING, findings: [{ code: `websocket.${code}`, place: from, message: MESSAGES[code], rule: "RFC 6455" }] };
}
