/** Makes the record of an exchange (kernel/record.ts); the only place that decides what of an exchange is kept. */
import { maskTarget } from "../events/mask.ts";
import type { ExchangeRecord, Outcome, RecordedFinding } from "../kernel/record.ts";
import type { Phase } from "../kernel/exchange.ts";
import type { PhaseTimes } from "../kernel/trail.ts";
import type { ExchangeRun } from "./run.ts";
import type { UpstreamTarget } from "./upstream.ts";

/** What only the adapter knows. */
export interface Traffic {
  /** Version of HTTP that the client speaks, as `network.protocol.version` of OpenTelemetry and access logs write it. */
  readonly protocol: "1.0" | "1.1" | "2";
  /** Status line sent to the client, 0 when none was. */
  readonly status: number;
  readonly upstreamStatus: number | null;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Of them those of the answer's content, as it was given to the connection. */
  readonly contentBytes: number;
  /** Milliseconds from asking the upstream to its first byte; null when it was not asked or never answered. */
  readonly upstreamMs: number | null;
  /** Of a WebSocket that was opened. */
  readonly messages?: ExchangeRecord["messages"];
  /** The target that was asked, the last where there were several; null when none was. */
  readonly upstream: UpstreamTarget | null;
  /** When it was asked, monotonic. */
  readonly upstreamAskedMs: number;
  /** When its answer was complete, monotonic; null when it never was. */
  readonly upstreamEndedMs: number | null;
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;

export function recordOf(run: ExchangeRun, outcome: Outcome, traffic: Traffic, durationMs: number, gatewayMs: number): ExchangeRecord {
  const { exchange } = run;
  const { trail } = exchange;
  return {
    id: exchange.id,
    timeMs: exchange.receivedAtMs,
    api: run.api?.name ?? null,
    operation: exchange.operation.id === "" ? null : exchange.operation.id,
    method: exchange.method,
    path: maskTarget(exchange.path.forwarded, exchange.query, exchange.pathParameters),
    host: exchange.host.name,
    principal: exchange.principal.kind === "anonymous" ? null : exchange.principal.id,
    clientId: exchange.principal.client,
    ja4: exchange.client.tls === null ? null : exchange.client.tls.ja4,
    client: exchange.client.address,
    outcome: outcome.kind,
    by: endedBy(outcome, run),
    phase: outcome.kind === "denied" ? outcome.phase : null,
    code: outcome.kind === "denied" || outcome.kind === "failed" ? outcome.problem.code : null,
    status: traffic.status,
    upstreamStatus: traffic.upstreamStatus,
    upstream: traffic.upstream === null ? null : placeOf(traffic.upstream),
    grpcStatus: run.grpcStatus,
    findings: trail.findingsDropped === 0 ? trail.findings : [...trail.findings, droppedFinding(trail.findingsDropped)],
    observed: trail.observed,
    requestBytes: traffic.requestBytes,
    responseBytes: traffic.responseBytes,
    messages: traffic.messages ?? null,
    durationMs: hundredths(durationMs),
    gatewayMs: hundredths(gatewayMs),
    upstreamMs: traffic.upstreamMs === null ? null : hundredths(traffic.upstreamMs),
    phases: phasesOf(trail.times),
    steps: exchange.budget.spent,
    generation: run.generation.id,
    traceId: run.trace.traceId,
  };
}

function placeOf({ authority, address, port }: UpstreamTarget): string {
  if (address === null) return authority;
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Says how many findings the record does not have, so that none is missing without a word. */
function droppedFinding(count: number): RecordedFinding {
  const message = `${count} further findings were not kept`;
  return { code: "gateway.findings_dropped", place: "", message, guard: "gateway", mode: "enforce" };
}

function endedBy(outcome: Outcome, run: ExchangeRun): string | null {
  if (outcome.kind === "denied" || outcome.kind === "answered") return outcome.by;
  return outcome.kind === "failed" ? run.failedBy : null;
}

/** Those that were reached, in their order. */
function phasesOf({ head, route, authn, identity, body, response }: PhaseTimes): ExchangeRecord["phases"] {
  const phases: { [phase in Phase | "authn"]?: number } = {};
  if (head >= 0) phases.head = hundredths(head);
  if (route >= 0) phases.route = hundredths(route);
  if (authn >= 0) phases.authn = hundredths(authn);
  if (identity >= 0) phases.identity = hundredths(identity);
  if (body >= 0) phases.body = hundredths(body);
  if (response >= 0) phases.response = hundredths(response);
  return phases;
}
