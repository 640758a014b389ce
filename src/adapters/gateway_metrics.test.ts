import assert from "node:assert/strict";
import { test } from "node:test";
import { registerGatewayMetrics } from "./gateway_metrics.ts";
import { Metrics } from "./metrics.ts";

test("losses, health, generation and overrides are there for an alarm to read", async () => {
  const metrics = new Metrics(false);
  registerGatewayMetrics(metrics, {
    version: "1.2.3",
    events: () => ({
      error: "disk full",
      run: 1,
      stored: 10,
      lost: { queue_full: 2, write_failed: 3, not_encodable: 0, worker_ended: 0, unclean_stop: 0 },
      auditsLost: 1,
      queuedBytes: 6,
    }),
    logLost: () => 7,
    generation: () => 9,
    lastReload: () => ({ ok: false, atMs: 1_500 }),
    workers: () => [[{ worker: "2" }, 9]],
    workerRestarts: () => 15,
    overrides: () => 1,
    certificates: () => [[{ name: "a.pem", kind: "server" }, 1_700_000_000]],
    acmeOrders: () => [[{ result: "failed" }, 14]],
  });
  const lines = (await metrics.text()).split("\n");
  const expected = [
    'portcullis_build_info{version="1.2.3"} 1',
    'portcullis_acme_orders_total{result="failed"} 14',
    'portcullis_events_lost_total{reason="queue_full"} 2',
    'portcullis_events_lost_total{reason="write_failed"} 3',
    "portcullis_events_stored_total 10",
    "portcullis_audit_lost_total 1",
    "portcullis_event_store_up 0",
    "portcullis_events_queued_bytes 6",
    "portcullis_log_lost_total 7",
    "portcullis_config_generation 9",
    "portcullis_config_last_reload_success 0",
    "portcullis_config_last_reload_timestamp_seconds 1.5",
    'portcullis_worker_generation{worker="2"} 9',
    "portcullis_worker_restarts_total 15",
    "portcullis_mode_overrides 1",
    'portcullis_certificate_expiry_timestamp_seconds{name="a.pem",kind="server"} 1700000000',
  ];
  assert.deepEqual(
    expected.filter((line) => !lines.includes(line)),
    [],
  );
});
