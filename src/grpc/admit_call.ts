/** Whether a request can be a call of gRPC, and until when it may last (gRPC over HTTP2, Requests). */
import { problem, type Refusal } from "../kernel/problem.ts";
import type { Fields } from "../message/headers.ts";
import { parseGrpcTimeout } from "./timeout.ts";

/**
 * Milliseconds that the call may last: what its caller asks for, `maxCallMs` at most. Or why it is refused: 505 over anything but HTTP/2 (`http2`), whose trailers it
 * needs; 400 for a deadline that can't be read.
 */
export function admitCall(fields: Fields, maxCallMs: number, http2: boolean): number | Refusal {
  if (!http2) return refusal(505, "http2_required", "", "gRPC is spoken over HTTP/2 only");
  const [asked, ...more] = fields.getAll("grpc-timeout");
  if (asked === undefined) return maxCallMs;
  const askedMs = parseGrpcTimeout(asked);
  // Why once: of two the server might take the other.
  if (askedMs === null || more.length > 0)
    return refusal(400, "malformed_timeout", "header:grpc-timeout", "`grpc-timeout` is not up to eight digits and a unit, once");
  return Math.min(askedMs, maxCallMs);
}

function refusal(status: number, code: string, place: string, message: string): Refusal {
  return { problem: problem(status, code, "The call is not one of gRPC"), findings: [{ code: `grpc.${code}`, place, message }] };
}
