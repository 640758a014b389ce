import assert from "node:assert/strict";
import { test } from "node:test";
import { Metrics } from "./metrics.ts";
import { registerServingMetrics } from "./serving_metrics.ts";

test("load, connections and what was refused before an exchange are there for an alarm to read", async () => {
  const metrics = new Metrics(false);
  registerServingMetrics(metrics, {
    inFlight: () => 4,
    connections: () => 5,
    connectionsRefused: () => 14,
    handshakesFailed: () => 6,
    http2Ended: () => [
      [{ reason: "flood" }, 11],
      [{ reason: "protocol" }, 12],
    ],
    http2Resets: () => 13,
    keptBytes: () => 15,
    websocketMessages: () => ({ client: 15, server: 16 }),
    telemetryLost: () => [[{ signal: "traces", reason: "queue_full" }, 11]],
    keyFetches: () => [[{ issuer: "https://idp.example", result: "ok" }, 8]],
    undeclared: () => [[{ api: "shop", operation: "listOrders", kind: "header" }, 3]],
    load: { standingMs: 120, pressure: 1.5 },
  });
  const lines = (await metrics.text()).split("\n");
  const expected = [
    "http_server_active_requests 4",
    "portcullis_connections 5",
    "portcullis_connections_refused_total 14",
    'portcullis_http2_connections_ended_total{reason="flood"} 11',
    'portcullis_http2_connections_ended_total{reason="protocol"} 12',
    "portcullis_http2_streams_reset_total 13",
    "portcullis_buffered_bodies_bytes 15",
    'portcullis_websocket_messages_total{side="client"} 15',
    'portcullis_websocket_messages_total{side="server"} 16',
    'portcullis_telemetry_lost_total{signal="traces",reason="queue_full"} 11',
    'portcullis_key_fetches_total{issuer="https://idp.example",result="ok"} 8',
    'portcullis_undeclared_fields_total{api="shop",operation="listOrders",kind="header"} 3',
    "portcullis_loop_delay_seconds 0.12",
    "portcullis_shedding_pressure 1.5",
  ];
  assert.deepEqual(
    expected.filter((line) => !lines.includes(line)),
    [],
  );
});
