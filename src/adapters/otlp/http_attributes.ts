/** Attributes that spans and metrics share, by OpenTelemetry's HTTP semantic conventions (stable since 1.23.0). */
import type { ExchangeRun } from "../../engine/run.ts";
import { grpcStatusName, isGrpcServerError } from "../../grpc/status.ts";
import type { ExchangeRecord } from "../../kernel/record.ts";

/** What the conventions know; whatever else a caller writes is `_OTHER`, so that it makes no series and no name of its own. */
const METHODS: ReadonlySet<string> = new Set(["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE"]);
export const OTHER_METHOD = "_OTHER";

/** `http.request.method`. */
export function methodOf(method: string): string {
  return METHODS.has(method) ? method : OTHER_METHOD;
}

/** `network.protocol.version` of a protocol as ALPN names it. */
export function versionOf(protocol: string): string {
  return protocol === "h2" ? "2" : "1.1";
}

/** `http.route`: the path template as callers write it; null where none matched, or the API has no document. */
export function routeOf({ api, plan }: ExchangeRun): string | null {
  return api !== null && plan !== null && plan.operation.documented ? api.pathOf(plan.operation) : null;
}

/**
 * `error.type` of the exchange as a server's: the problem's code where the gateway itself failed, else a status of 500 and above. What was refused with 4xx is the
 * caller's error and none of a server (Status of the HTTP span conventions), and neither is a caller who left. Of a call of gRPC its status decides in the same way.
 */
export function serverErrorOf({ outcome, code, status, grpcStatus }: ExchangeRecord): string | null {
  if (outcome === "failed") return code ?? "internal";
  if (grpcStatus !== null && isGrpcServerError(grpcStatus)) return code ?? grpcStatusName(grpcStatus);
  return status >= 500 ? (code ?? `${status}`) : null;
}

/** `error.type` of asking the upstream: its status from 400 on, or why there is none. */
export function clientErrorOf({ outcome, by, code, upstreamStatus }: ExchangeRecord): string | null {
  if (outcome === "failed" && by === "upstream") return code ?? "upstream";
  if (upstreamStatus !== null) return upstreamStatus >= 400 ? `${upstreamStatus}` : null;
  return outcome === "abandoned" ? "abandoned" : (code ?? "unanswered");
}
