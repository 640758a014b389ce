/** Refusals as callers of gRPC read them: a status and a message instead of a body (gRPC core, status codes; gRPC over HTTP2, Responses). */
import type { Problem } from "../kernel/problem.ts";
import type { LocalResponse } from "../kernel/verdict.ts";

const STATUS_BY_HTTP: ReadonlyMap<number, number> = new Map([
  [400, 3], // INVALID_ARGUMENT
  [401, 16], // UNAUTHENTICATED
  [403, 7], // PERMISSION_DENIED
  [404, 12], // UNIMPLEMENTED: the service has no such method
  [405, 12],
  [408, 4], // DEADLINE_EXCEEDED
  [413, 8], // RESOURCE_EXHAUSTED
  [415, 3],
  [422, 3],
  [429, 8],
  [431, 8],
  [502, 14], // UNAVAILABLE
  [503, 14],
  [504, 4],
]);
const INTERNAL = 13;
/** By number (gRPC core, status codes). */
const NAMES: readonly string[] = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
];
/** Those that are errors of a server, by OpenTelemetry's conventions for gRPC. */
const SERVER_ERRORS: ReadonlySet<number> = new Set([2, 4, 12, INTERNAL, 14, 15]);

/** `grpc-status` as it came: decimal, at most three digits; null for anything else, and without one. */
export function parseGrpcStatus(text: string | undefined): number | null {
  return text !== undefined && /^[0-9]{1,3}$/u.test(text) ? Number(text) : null;
}

/** `PERMISSION_DENIED`; the number of one that the specification does not have. */
export function grpcStatusName(status: number): string {
  return NAMES[status] ?? String(status);
}

/** Whether it tells of the server's failure rather than of what the caller asked for. */
export function isGrpcServerError(status: number): boolean {
  return SERVER_ERRORS.has(status);
}

/** The status that says what an HTTP status of ours says. */
export function grpcStatusOf(httpStatus: number): number {
  return STATUS_BY_HTTP.get(httpStatus) ?? INTERNAL;
}

/** Percent-encoded as `grpc-message` has it: everything but visible ASCII without `%`, and blanks inside. */
export function toGrpcMessage(text: string): string {
  return encodeURIComponent(text).replaceAll("%20", " ").trim();
}

/** A whole answer without messages (Trailers-Only). Fields of the problem stay: what HTTP says beside the status, as `retry-after`, still holds. */
export function grpcRefusal(problem: Problem, eventId: string): LocalResponse {
  return {
    status: 200,
    headers: [
      ["content-type", "application/grpc"],
      ["grpc-status", String(grpcStatusOf(problem.status))],
      ["grpc-message", toGrpcMessage(`${problem.title} (${problem.code}, ${eventId})`)],
      ...problem.headers,
    ],
    body: null,
  };
}
