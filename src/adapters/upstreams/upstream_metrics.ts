/** Metrics of upstream targets: one row for each target of an API that has a choice, or watches its only one. */
import type { TargetState } from "../../balance/target_state.ts";
import type { Metrics, Reading } from "../metrics.ts";
import type { NameTable } from "./name_table.ts";
import type { ApiReading, Upstreams } from "./upstreams.ts";

export interface UpstreamSources {
  readonly targets: Pick<Upstreams, "readings">;
  readonly names: Pick<NameTable, "failures">;
}

export function registerUpstreamMetrics(metrics: Metrics, { targets, names }: UpstreamSources): void {
  const labels = ["api", "target"];
  const perTarget = (value: (state: TargetState) => number) => (): Reading =>
    targets.readings().flatMap(({ api, targets: states }) => states.map((state) => [{ api, target: state.key }, value(state)] as const));
  const perApi = (value: (reading: ApiReading) => number) => (): Reading =>
    targets.readings().map((reading) => [{ api: reading.api }, value(reading)] as const);
  metrics.gauge(
    "portcullis_upstream_target_state",
    "1 for the state that a target is in: up, unhealthy, ejected, breaker_open or breaker_half_open; for several where workers differ.",
    [...labels, "state"],
    () =>
      targets
        .readings()
        .flatMap(({ api, targets: states }) => states.map(({ key, standing }) => [{ api, target: key, state: standing }, 1] as const)),
    "max",
  );
  metrics.gauge(
    "portcullis_upstream_outstanding",
    "Requests under way to a target.",
    labels,
    perTarget(({ outstanding }) => outstanding),
  );
  metrics.counter(
    "portcullis_upstream_requests_total",
    "Requests sent to a target.",
    labels,
    perTarget(({ requests }) => requests),
  );
  metrics.counter(
    "portcullis_upstream_failures_total",
    "Requests that a target failed: no connection, no whole answer in time, or 502, 503, 504.",
    labels,
    perTarget(({ failures }) => failures),
  );
  metrics.counter(
    "portcullis_upstream_ejections_total",
    "How often a target was left alone because its answers failed.",
    labels,
    perTarget(({ ejection }) => ejection.count),
  );
  metrics.counter(
    "portcullis_upstream_breaker_opened_total",
    "How often a target's circuit breaker opened.",
    labels,
    perTarget(({ breaker }) => breaker.opened),
  );
  metrics.counter(
    "portcullis_upstream_retries_total",
    "Requests sent once more, to another target.",
    ["api"],
    perApi(({ retries }) => retries),
  );
  metrics.counter(
    "portcullis_upstream_retries_refused_total",
    "Retries that the budget did not allow.",
    ["api"],
    perApi(({ retriesRefused }) => retriesRefused),
  );
  metrics.counter("portcullis_upstream_name_failures_total", "Names of upstreams that could not be looked up.", [], () => names.failures);
}
