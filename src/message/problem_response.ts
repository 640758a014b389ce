/** A refusal on the wire: `application/problem+json` (RFC 9457). It says what and where, as far as the operator lets it; it never repeats the caller's value. */
import type { Finding } from "../kernel/finding.ts";
import type { Problem } from "../kernel/problem.ts";
import type { LocalResponse } from "../kernel/verdict.ts";

/** How much a refusal tells its caller: nothing but the status, the stable code, or also each place that was wrong. */
export type ProblemDetail = "none" | "code" | "pointer";

/** Findings told at most; the record has them all. */
export const MAX_PROBLEM_ERRORS = 20;

/** Statuses of what broke here or behind: where and how is the operator's to know, in the record and the log (OWASP API8:2023). */
const NOT_THE_CALLERS: ReadonlySet<number> = new Set([500, 502, 503, 504]);

const TYPE_PREFIX = "urn:portcullis:problem:";

/** Titles for `none`: the reason phrases of RFC 9110 for what a gateway answers. */
const STATUS_TITLES: ReadonlyMap<number, string> = new Map([
  [400, "Bad Request"],
  [401, "Unauthorized"],
  [403, "Forbidden"],
  [404, "Not Found"],
  [405, "Method Not Allowed"],
  [406, "Not Acceptable"],
  [408, "Request Timeout"],
  [409, "Conflict"],
  [413, "Content Too Large"],
  [414, "URI Too Long"],
  [415, "Unsupported Media Type"],
  [417, "Expectation Failed"],
  [421, "Misdirected Request"],
  [422, "Unprocessable Content"],
  [426, "Upgrade Required"],
  [429, "Too Many Requests"],
  [431, "Request Header Fields Too Large"],
  [500, "Internal Server Error"],
  [501, "Not Implemented"],
  [502, "Bad Gateway"],
  [503, "Service Unavailable"],
  [504, "Gateway Timeout"],
  [505, "HTTP Version Not Supported"],
]);

/** The reason phrase for a status, `Refused` for one that a gateway does not answer. */
export function statusTitle(status: number): string {
  return STATUS_TITLES.get(status) ?? "Refused";
}

/**
 * The response for `problem`. `instance` is `urn:uuid:` and `eventId`, which finds the record. `code` adds `type` (`urn:portcullis:problem:CODE`) and `title`;
 * `pointer` adds, where the request was wrong, `errors`, one `{ code, place, message }` for each of the first 20 findings that are not merely observed. `connection: close` is the codec's to add.
 */
export function problemResponse(problem: Problem, findings: readonly Finding[], eventId: string, detail: ProblemDetail): LocalResponse {
  const body: Record<string, unknown> =
    detail === "none"
      ? { type: "about:blank", title: statusTitle(problem.status) }
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
