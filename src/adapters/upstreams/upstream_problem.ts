/** What a caller is told when its API could not be asked, or its answer not be used (RFC 9110 sections 15.6.3 and 15.6.5). */
import { type Problem, problem } from "../../kernel/problem.ts";
import type { UpstreamFailure } from "./answer_handler.ts";

const PROBLEMS: Readonly<Record<UpstreamFailure, Problem>> = {
  connect: problem(502, "upstream_unreachable", "The API could not be reached"),
  timeout: problem(504, "upstream_timeout", "The API did not answer in time"),
  reset: problem(502, "upstream_reset", "The API closed the connection"),
  stale: problem(502, "upstream_reset", "The API closed the connection"),
  ambiguous: problem(502, "ambiguous_answer", "The API's answer is not well-formed HTTP"),
};

/** No connection to it was free in time. */
export const BUSY: Problem = problem(503, "upstream_busy", "The API is busy");
/** A message of gRPC is longer than allowed, or malformed. */
export const TOO_LARGE_TO_PASS: Problem = problem(502, "answer_too_large", "The API's answer is too large to be passed on");
/** Guards would have to see more of it than is kept. */
export const TOO_LARGE_TO_JUDGE: Problem = problem(502, "answer_too_large", "The API's answer is too large to be judged");
/** All answers together that are kept for guards would be more than may be. */
export const TOO_MUCH_KEPT: Problem = problem(503, "overloaded", "Too much to do at present", { headers: [["retry-after", "1"]] });
/** It switched protocols and did not prove that it meant to (RFC 6455 section 4.1). */
export const BAD_HANDSHAKE: Problem = problem(502, "bad_handshake", "The API's answer is no WebSocket handshake");

/** What became of the connection or the answer's bytes. */
export function upstreamProblem(failure: UpstreamFailure): Problem {
  return PROBLEMS[failure];
}

/** No target may be asked now; `againInMs`: until one may, null where nobody knows. Whole seconds, at least one (RFC 9110 section 10.2.3). */
export function unavailableProblem(againInMs: number | null): Problem {
  const after = againInMs === null ? {} : { headers: [["retry-after", String(Math.max(1, Math.ceil(againInMs / 1_000)))] as const] };
  return problem(503, "upstream_unavailable", "The API is not available", after);
}
