/** The gateway's own metrics besides those of exchanges: one table of names, read from whoever holds the value. */
import type { EventStoreHealth } from "./event_store/event_store.ts";
import type { Metrics, Reading } from "./metrics.ts";

/** Where the values come from; the composition root knows. */
export interface GatewayReadings {
  readonly version: string;
  readonly events: () => EventStoreHealth;
  readonly logLost: () => number;
  readonly generation: () => number;
  /** Whether the last reload brought a new generation, and when (epoch milliseconds). */
  readonly lastReload: () => { readonly ok: boolean; readonly atMs: number };
  /** Generation that each worker serves: label `worker`; none where one process does all. */
  readonly workers: () => Reading;
  readonly workerRestarts: () => number;
  /** Guards whose mode is overridden at present. */
  readonly overrides: () => number;
  /** When certificates in files expire, epoch seconds: labels `name` and `kind`. */
  readonly certificates: () => Reading;
  /** Orders of certificates by ACME: label `result` (`ok`, `failed`). */
  readonly acmeOrders: () => Reading;
}

export function registerGatewayMetrics(metrics: Metrics, readings: GatewayReadings): void {
  const gauge = (name: string, help: string, read: () => Reading): void => metrics.gauge(name, help, [], read);
  metrics.gauge("portcullis_build_info", "Always 1; the version is its label.", ["version"], () => [[{ version: readings.version }, 1]]);
  metrics.counter("portcullis_events_lost_total", "Records that did not reach the event store, by reason.", ["reason"], () =>
    Object.entries(readings.events().lost).map(([reason, count]) => [{ reason }, count] as const),
  );
  metrics.counter("portcullis_events_stored_total", "Records written to the event store.", [], () => readings.events().stored);
  metrics.counter(
    "portcullis_audit_lost_total",
    "Audit entries that did not reach the event store.",
    [],
    () => readings.events().auditsLost,
  );
  gauge("portcullis_event_store_up", "1 while the event store can be written.", () => (readings.events().error === null ? 1 : 0));
  gauge("portcullis_events_queued_bytes", "Bytes of records waiting to be written.", () => readings.events().queuedBytes);
  metrics.counter("portcullis_log_lost_total", "Log lines that could not be written in time.", [], readings.logLost);
  gauge("portcullis_config_generation", "Generation of the configuration in force.", readings.generation);
  gauge("portcullis_config_last_reload_success", "1 when the last reload took effect, 0 when the old configuration stayed.", () =>
    readings.lastReload().ok ? 1 : 0,
  );
  gauge(
    "portcullis_config_last_reload_timestamp_seconds",
    "When the configuration was last loaded or tried.",
    () => readings.lastReload().atMs / 1_000,
  );
  metrics.gauge(
    "portcullis_certificate_expiry_timestamp_seconds",
    "When the first certificate in a file expires.",
    ["name", "kind"],
    readings.certificates,
  );
  metrics.counter("portcullis_acme_orders_total", "Orders of certificates by ACME, by result.", ["result"], readings.acmeOrders);
  metrics.gauge(
    "portcullis_worker_generation",
    "Generation of the configuration that a worker serves; none where one process does all.",
    ["worker"],
    readings.workers,
  );
  metrics.counter(
    "portcullis_worker_restarts_total",
    "Workers that were started in the place of one that ended.",
    [],
    readings.workerRestarts,
  );
  gauge("portcullis_mode_overrides", "Guards whose mode an operator overrides at present.", readings.overrides);
}
