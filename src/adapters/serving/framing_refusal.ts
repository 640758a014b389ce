/** Why a request ends its connection: its bytes are none of HTTP, or came too slowly (RFC 9110 sections 15.5.1 and 15.5.9). */
import { problem, type Refusal } from "../../kernel/problem.ts";

/** `place`: where in the request; `code`: last segment of the problem's type. The connection is closed, since nobody knows where the next request would begin. */
export function framingRefusal(status: number, code: string, message: string, place: string): Refusal {
  return {
    problem: problem(status, code, "The request is not well-formed HTTP", { close: true }),
    findings: [{ code: `framing.${code}`, place, message }],
  };
}
