/** Metrics of what serves exchanges in a process, besides those of the exchanges themselves: one table of names, read from whoever holds the value. */
import type { Metrics, Reading } from "./metrics.ts";

/** Where the values come from; the composition root knows. */
export interface ServingReadings {
  readonly inFlight: () => number;
  /** Open connections of callers. */
  readonly connections: () => number;
  /** Connections closed at once: too many, without the PROXY header that they need, or with a ClientHello that can't be read. */
  readonly connectionsRefused: () => number;
  /** Connections that ended before their TLS handshake did. */
  readonly handshakesFailed: () => number;
  /** HTTP/2 connections that were ended, by reason: `flood` by our own bounds, `protocol` by the library. */
  readonly http2Ended: () => Reading;
  /** HTTP/2 streams reset by the library before an exchange began. */
  readonly http2Resets: () => number;
  /** Bytes of bodies and messages that are kept whole at present. */
  readonly keptBytes: () => number;
  /** Messages of WebSockets, by the side that began them. */
  readonly websocketMessages: () => Readonly<Record<"client" | "server", number>>;
  /** Spans, and exports of metrics, that did not reach the collector: labels `signal` and `reason`. */
  readonly telemetryLost: () => Reading;
  /** Fetches of key sets: labels `issuer` and `result` (`ok`, `failed`). */
  readonly keyFetches: () => Reading;
  /** Fields and cookies that no document declares: labels `api`, `operation`, `kind` (`header`, `cookie`). */
  readonly undeclared: () => Reading;
  /** How long events wait for their turn, and how much is shed for it: 0 nothing, up to 1 of what is sheddable, up to 2 normal, up to 3 critical. */
  readonly load: { readonly standingMs: number; readonly pressure: number };
}

export function registerServingMetrics(metrics: Metrics, readings: ServingReadings): void {
  const gauge = (name: string, help: string, read: () => Reading, overProcesses: "sum" | "max" = "sum"): void =>
    metrics.gauge(name, help, [], read, overProcesses);
  gauge("http_server_active_requests", "Exchanges in flight.", readings.inFlight);
  gauge("portcullis_connections", "Open connections of callers.", readings.connections);
  metrics.counter(
    "portcullis_connections_refused_total",
    "Connections closed at once: too many, without the PROXY header that they need, or with a ClientHello that can't be read.",
    [],
    readings.connectionsRefused,
  );
  metrics.counter(
    "portcullis_tls_handshakes_failed_total",
    "Connections of callers that ended before their TLS handshake did.",
    [],
    readings.handshakesFailed,
  );
  metrics.counter(
    "portcullis_http2_connections_ended_total",
    "HTTP/2 connections ended because their client flooded or broke the protocol, by reason.",
    ["reason"],
    readings.http2Ended,
  );
  metrics.counter(
    "portcullis_http2_streams_reset_total",
    "HTTP/2 streams reset for their head before an exchange began on them: those leave no record.",
    [],
    readings.http2Resets,
  );
  gauge(
    "portcullis_buffered_bodies_bytes",
    "Bytes of bodies, WebSocket messages and streams of HTTP/2 that are held at present.",
    readings.keptBytes,
  );
  metrics.counter("portcullis_websocket_messages_total", "Messages of WebSockets, by the side that began them.", ["side"], () =>
    Object.entries(readings.websocketMessages()).map(([side, count]) => [{ side }, count] as const),
  );
  metrics.counter(
    "portcullis_telemetry_lost_total",
    "Spans, and exports of metrics, that did not reach the collector, by signal and reason.",
    ["signal", "reason"],
    readings.telemetryLost,
  );
  metrics.counter(
    "portcullis_key_fetches_total",
    "Fetches of issuers' key sets, by issuer and result.",
    ["issuer", "result"],
    readings.keyFetches,
  );
  metrics.counter(
    "portcullis_undeclared_fields_total",
    "Header fields and cookies that the API's document does not declare.",
    ["api", "operation", "kind"],
    readings.undeclared,
  );
  gauge(
    "portcullis_loop_delay_seconds",
    "How long events have had to wait for their turn, as it stands.",
    () => readings.load.standingMs / 1_000,
    "max",
  );
  gauge(
    "portcullis_shedding_pressure",
    "0: no call is shed; up to 1 ever more of the sheddable ones, up to 2 of the normal, up to 3 of the critical.",
    () => readings.load.pressure,
    "max",
  );
}
