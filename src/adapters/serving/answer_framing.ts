/** How an upstream's answer is framed towards a client of HTTP/1 (RFC 9112 section 6.3), whatever it was framed by before. */
import type { ResponseHeadEvent } from "../../message/http1/response_parser.ts";
import type { AnswerFraming } from "./client_answer.ts";

export const NOTHING_FOLLOWS: AnswerFraming = Object.freeze({ kind: "none" });
const CHUNKED: AnswerFraming = Object.freeze({ kind: "chunked" });
const CLOSE: AnswerFraming = Object.freeze({ kind: "close" });

/** `minor`: of the client's HTTP/1; 1.0 has no chunks, so an unknown length ends with the connection there. */
export function answerFraming(
  { status, framing, declared }: Pick<ResponseHeadEvent, "status" | "framing" | "declared">,
  minor: 0 | 1,
): AnswerFraming {
  const old = minor === 0;
  // For HEAD and 304 nothing follows, but what a GET would have been framed by is told (RFC 9110 section 8.6).
  if (framing.kind === "none") return status === 204 || (old && declared.kind === "chunked") ? NOTHING_FOLLOWS : declared;
  if (framing.kind === "length") return framing;
  return old ? CLOSE : CHUNKED;
}
