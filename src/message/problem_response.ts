/** A refusal on the wire: `application/problem+json` (RFC 9457). It says what and where, as far as the operator lets it; it never repeats the caller's value. */
import type { Finding } from "../kernel/finding.ts";
import type { Problem } from "../kernel/problem.ts";
import type { LocalResponse } from "../kernel/verdict.ts";
import { reasonPhrase } from "./http1/reason_phrase.ts";

/** How much a refusal tells its caller: nothing but the status, the stable code, or also each place that was wrong. */
export type ProblemDetail = "none" | "code" | "pointer";

/** Findings told at most; the record has them all. */
export const MAX_PROBLEM_ERRORS = 20;

/** Statuses of what broke here or behind: where and how is the operator's to know, in the record and the log (OWASP API8:2023). */
const NOT_THE_CALLERS: ReadonlySet<number> = new Set([500, 502, 503, 504]);

const TYPE_PREFIX = "urn:portcullis:problem:";

/**
 * The response for `problem`. `instance` is `urn:uuid:` and `eventId`, which finds the record; `title` is the reason phrase of the status. `code` has the problem's
 * own `title` and adds `type` (`urn:portcullis:problem:CODE`); `pointer` adds, where the request was wrong, `errors`, one `{ code, place, message }` for each of the
 * first 20 findings that are not merely observed. `connection: close` is the codec's to add.
 */
export function problemResponse(problem: Problem, findings: readonly Finding[], eventId: string, detail: ProblemDetail): LocalResponse {
  const body: Record<string, unknown> =
    detail === "none"
      ? { type: "about:blank", title: reasonPhrase(problem.status) || "Refused" }
      : { type: `${TYPE_PREFIX}${problem.code}`, title: problem.title };
  body["status"] = problem.status;
  body["instance"] = `urn:uuid:${eventId}`;
  if (detail === "pointer" && !NOT_THE_CALLERS.has(problem.status)) {
    const errors = findings
      .filter((finding) => finding.would === undefined)
      .slice(0, MAX_PROBLEM_ERRORS)
      .map(({ code, place, message }) => ({ code, place, message }));
    if (errors.length > 0) body["errors"] = errors;
  }
  return {
    status: problem.status,
    headers: [["content-type", "application/problem+json"], ["cache-control", "no-store"], ...problem.headers],
    body: JSON.stringify(body),
  };
}
