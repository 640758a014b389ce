/**
 * The spans of one exchange that is over: a SERVER span, and under it a CLIENT span where the upstream was asked, by OpenTelemetry's HTTP semantic conventions.
 * They say what the record says, never more: no value of a query, no secret, no principal. Texts are copied, since spans wait for their export and a text cut out of
 * a request would keep all of it.
 */
import { type Attributes, createTraceState, type HrTime, type SpanContext, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import type { Traffic } from "../../engine/record_of.ts";
import type { ExchangeRun } from "../../engine/run.ts";
import { dropSegments } from "../../engine/select.ts";
import type { UpstreamTarget } from "../../engine/upstream.ts";
import { maskField, maskTarget } from "../../events/mask.ts";
import { grpcStatusName } from "../../grpc/status.ts";
import type { ExchangeRecord, RecordedFinding } from "../../kernel/record.ts";
import type { TraceContext } from "../../message/traceparent.ts";
import { clientErrorOf, methodOf, OTHER_METHOD, routeOf, serverErrorOf, versionOf } from "./http_attributes.ts";

/** Findings that become events of a span; the record has all. */
const MAX_EVENTS = 16;
const MAX_TEXT = 1_024;
const MAX_METHOD = 32;
const MAX_USER_AGENT = 256;

/** Who the spans are from. */
export interface SpanOrigin {
  readonly resource: Resource;
  readonly scope: { readonly name: string; readonly version: string };
}

/** A copy of at most `most` characters, well-formed. */
function copyOf(text: string, most: number = MAX_TEXT): string {
  return Buffer.from(text.slice(0, most)).toString();
}

/** Epoch milliseconds as seconds and nanoseconds. */
function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1_000_000)];
}

/** `serverSpanId`: 16 hex digits, new; the id of the CLIENT span is the one that the upstream was told. */
export function spansOf(
  record: ExchangeRecord,
  run: ExchangeRun,
  traffic: Traffic,
  serverSpanId: string,
  origin: SpanOrigin,
): readonly ReadableSpan[] {
  const { trace } = run;
  const server = contextOf(trace, serverSpanId);
  const method = methodOf(record.method);
  const route = routeOf(run);
  const named = method === OTHER_METHOD ? "HTTP" : method;
  const endMs = record.timeMs + record.durationMs;
  const failure = serverErrorOf(record);
  const serverSpan = toSpan({
    name: route === null ? named : `${named} ${route}`,
    kind: SpanKind.SERVER,
    context: server,
    parent: trace.parentId === null ? null : { ...contextOf(trace, trace.parentId), isRemote: true },
    startMs: record.timeMs,
    endMs,
    failure,
    attributes: serverAttributes(record, run, traffic, route),
    events: record.findings.slice(0, MAX_EVENTS).map((finding) => eventOf(finding, endMs)),
    eventsDropped: Math.max(0, record.findings.length - MAX_EVENTS),
    origin,
  });
  const { upstream, upstreamAskedMs, upstreamEndedMs } = traffic;
  if (upstream === null) return [serverSpan];
  const clientFailure = clientErrorOf(record);
  const clientSpan = toSpan({
    name: named,
    kind: SpanKind.CLIENT,
    context: contextOf(trace, trace.spanId),
    parent: server,
    startMs: record.timeMs + (upstreamAskedMs - run.startedMs),
    endMs: upstreamEndedMs === null ? endMs : record.timeMs + (upstreamEndedMs - run.startedMs),
    failure: clientFailure,
    attributes: clientAttributes(record, run, upstream, clientFailure),
    events: [],
    eventsDropped: 0,
    origin,
  });
  return [serverSpan, clientSpan];
}

function contextOf({ traceId, flags, state }: TraceContext, spanId: string): SpanContext {
  const context = { traceId: copyOf(traceId), spanId: copyOf(spanId), traceFlags: flags & 0xff };
  return state === null ? context : { ...context, traceState: createTraceState(copyOf(state)) };
}

interface SpanDraft {
  readonly name: string;
  readonly kind: SpanKind;
  readonly context: SpanContext;
  readonly parent: SpanContext | null;
  readonly startMs: number;
  readonly endMs: number;
  readonly failure: string | null;
  readonly attributes: Attributes;
  readonly events: ReadableSpan["events"];
  readonly eventsDropped: number;
  readonly origin: SpanOrigin;
}

function toSpan(draft: SpanDraft): ReadableSpan {
  const { context, parent, startMs, origin } = draft;
  const endMs = Math.max(draft.endMs, startMs);
  return {
    name: draft.name,
    kind: draft.kind,
    spanContext: () => context,
    ...(parent === null ? {} : { parentSpanContext: parent }),
    startTime: hrTime(startMs),
    endTime: hrTime(endMs),
    status: { code: draft.failure === null ? SpanStatusCode.UNSET : SpanStatusCode.ERROR },
    attributes: draft.attributes,
    links: [],
    events: draft.events,
    duration: hrTime(endMs - startMs),
    ended: true,
    resource: origin.resource,
    instrumentationScope: origin.scope,
    droppedAttributesCount: 0,
    droppedEventsCount: draft.eventsDropped,
    droppedLinksCount: 0,
  };
}

function serverAttributes(record: ExchangeRecord, run: ExchangeRun, traffic: Traffic, route: string | null): Attributes {
  const { exchange } = run;
  const query = record.path.indexOf("?");
  const attributes: Attributes = {
    "http.request.method": methodOf(record.method),
    "url.scheme": exchange.scheme,
    "url.path": copyOf(query === -1 ? record.path : record.path.slice(0, query)),
    "client.address": copyOf(record.client),
    "network.peer.address": copyOf(exchange.client.peerAddress),
    "network.peer.port": exchange.client.peerPort,
    "network.protocol.version": traffic.protocol,
    "portcullis.exchange.id": record.id,
    "portcullis.outcome": record.outcome,
    "portcullis.generation": record.generation,
  };
  const set = (name: string, value: string | number | null): void => {
    if (value !== null) attributes[name] = value;
  };
  if (query !== -1) set("url.query", copyOf(record.path.slice(query + 1)));
  if (attributes["http.request.method"] === OTHER_METHOD && record.method !== "")
    set("http.request.method_original", copyOf(record.method, MAX_METHOD));
  set("http.route", route);
  if (record.status > 0) set("http.response.status_code", record.status);
  if (record.host !== "") set("server.address", copyOf(record.host));
  set("server.port", exchange.host.port);
  set("error.type", serverErrorOf(record));
  if (record.grpcStatus !== null) {
    set("rpc.system.name", "grpc");
    set("rpc.status_code", grpcStatusName(record.grpcStatus));
  }
  set("portcullis.tls.client.ja4", record.ja4);
  const userAgent = exchange.headers.get("user-agent");
  if (userAgent !== undefined) set("user_agent.original", copyOf(maskField("user-agent", userAgent), MAX_USER_AGENT));
  set("portcullis.api", record.api);
  set("portcullis.operation", record.operation);
  set("portcullis.by", record.by);
  set("portcullis.phase", record.phase);
  set("portcullis.code", record.code);
  for (const phase in record.phases) set(`portcullis.phase.${phase}.duration_ms`, record.phases[phase] ?? 0);
  return attributes;
}

function clientAttributes(record: ExchangeRecord, run: ExchangeRun, upstream: UpstreamTarget, failure: string | null): Attributes {
  const { api, exchange } = run;
  const path = api !== null && api.stripPrefix ? dropSegments(exchange.path, api.prefixSegments.length) : exchange.path;
  const target = maskTarget(path.forwarded, exchange.query, exchange.pathParameters);
  const attributes: Attributes = {
    "http.request.method": methodOf(record.method),
    "network.protocol.version": versionOf(upstream.protocol),
    "server.address": upstream.hostname,
    "server.port": upstream.port,
    "url.full": copyOf(`${upstream.scheme}://${upstream.authority}${upstream.basePath}${target}`),
  };
  if (record.upstreamStatus !== null) attributes["http.response.status_code"] = record.upstreamStatus;
  if (failure !== null) attributes["error.type"] = failure;
  return attributes;
}

function eventOf({ code, place, guard, mode, would }: RecordedFinding, atMs: number): ReadableSpan["events"][number] {
  const attributes: Attributes = {
    "portcullis.finding.code": copyOf(code),
    "portcullis.finding.place": copyOf(place),
    "portcullis.finding.guard": guard,
    "portcullis.finding.mode": mode,
  };
  if (would !== undefined) attributes["portcullis.finding.would"] = would;
  return { name: "portcullis.finding", time: hrTime(atMs), attributes };
}
