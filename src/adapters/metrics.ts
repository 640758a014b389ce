/**
 * Metrics in Prometheus' text format, names after OpenTelemetry's HTTP semantic conventions. At an exchange only plain numbers are counted up, in a row found by
 * API, operation and ending; prom-client's registry reads them when it is scraped. The number of rows is bounded, whatever callers do.
 */
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { ExchangeRecord } from "../kernel/record.ts";
import { type MetricsSnapshot, toSnapshot } from "./metrics_snapshot.ts";

/** Upper bounds in seconds, as OpenTelemetry advises for `http.server.request.duration`. */
export const DURATION_BOUNDS_S: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const BOUNDS_MS = DURATION_BOUNDS_S.map((bound) => bound * 1_000);
/** Label sets of the durations; what is over is counted under `other`. */
export const MAX_ROWS = 2_000;
/** Pairs of guard and code that are counted apart. */
export const MAX_CODES = 500;
const OTHER = "other";
const DURATION_NAME = "http_server_request_duration_seconds";

interface DurationRow {
  /** Written once, because a scrape writes them some twenty times. */
  readonly labels: string;
  /** One more than bounds; the last for what is over all of them. */
  readonly buckets: Float64Array;
  sumMs: number;
}

/** Reads `value` when scraped; `labels` for those that have some. */
export type Reading = number | Iterable<readonly [labels: Readonly<Record<string, string>>, value: number]>;

/** One metric with its values, as it is scraped. */
export interface MetricValues {
  readonly kind: "counter" | "gauge";
  readonly name: string;
  readonly help: string;
  readonly values: readonly { readonly labels: Readonly<Partial<Record<string, string | number>>>; readonly value: number }[];
}

export class Metrics {
  private readonly registry = new Registry();
  private readonly durations = new Map<string | null, Map<string | null, (DurationRow | undefined)[]>>();
  private readonly rows: DurationRow[] = [];
  private readonly denied = new LabelCounts();
  private readonly would = new LabelCounts();

  /** `ofProcess`: also memory, event loop and garbage collection of this process, as prom-client measures them. */
  constructor(ofProcess: boolean) {
    if (ofProcess) collectDefaultMetrics({ register: this.registry });
    this.counter("portcullis_denied_total", "Exchanges refused, by guard and problem code.", ["guard", "code"], () =>
      this.denied.entries("guard", "code"),
    );
    this.counter("portcullis_would_deny_total", "Findings of observing guards that would have refused.", ["guard", "code"], () =>
      this.would.entries("guard", "code"),
    );
  }

  readonly contentType: string = Registry.PROMETHEUS_CONTENT_TYPE;

  /** Counts one exchange. */
  observe(record: ExchangeRecord): void {
    const row = this.rowOf(record);
    const { durationMs } = record;
    let bucket = 0;
    while (bucket < BOUNDS_MS.length && durationMs > (BOUNDS_MS[bucket] ?? 0)) bucket++;
    row.buckets[bucket] = (row.buckets[bucket] ?? 0) + 1;
    row.sumMs += durationMs;
    if (record.outcome === "denied") this.denied.add(record.by ?? "", record.code ?? "");
    if (record.findings.length === 0) return;
    for (const finding of record.findings) if (finding.would === "deny") this.would.add(finding.guard, finding.code);
  }

  /** A value that goes up and down, read when scraped. `overProcesses`: what it is for a gateway of several worker processes. */
  gauge(name: string, help: string, labelNames: readonly string[], read: () => Reading, overProcesses: "sum" | "max" = "sum"): void {
    const metric = new Gauge({
      name,
      help,
      aggregator: overProcesses,
      labelNames: [...labelNames],
      registers: [],
      collect() {
        this.reset();
        for (const [labels, value] of readingOf(read())) this.set({ ...labels }, value);
      },
    });
    this.registry.registerMetric(metric);
  }

  /** A value that only goes up, read when scraped. */
  counter(name: string, help: string, labelNames: readonly string[], read: () => Reading): void {
    const metric = new Counter({
      name,
      help,
      labelNames: [...labelNames],
      registers: [],
      collect() {
        this.reset();
        for (const [labels, value] of readingOf(read())) this.inc({ ...labels }, value);
      },
    });
    this.registry.registerMetric(metric);
  }

  /** All of it, as `GET /metrics` answers. */
  async text(): Promise<string> {
    return `${durationText(this.rows)}\n${await this.registry.metrics()}`;
  }

  /** All of it, for a process that sums those of several. */
  async snapshot(): Promise<MetricsSnapshot> {
    const durations = this.rows.map(({ labels, buckets, sumMs }) => ({ labels, sumMs, buckets: [...buckets] }));
    return { metrics: toSnapshot(await this.registry.getMetricsAsJSON()), durations };
  }

  /** Those of `gauge` and `counter`, and of the process, as values. */
  async values(): Promise<readonly MetricValues[]> {
    const metrics = await this.registry.getMetricsAsJSON();
    return metrics.flatMap(({ name, help, type, values }) => {
      // Its types say a number; it gives the word of the text format.
      const kind = String(type);
      return kind === "counter" || kind === "gauge" ? [{ kind, name, help, values }] : [];
    });
  }

  private rowOf({ api, operation, status, outcome }: ExchangeRecord): DurationRow {
    let byOperation = this.durations.get(api);
    if (byOperation === undefined) this.durations.set(api, (byOperation = new Map()));
    let rows = byOperation.get(operation);
    if (rows === undefined) {
      rows = [];
      if (this.rows.length < MAX_ROWS) byOperation.set(operation, rows);
    }
    const statusClass = status >= 100 && status < 600 ? (status / 100) | 0 : 0;
    const index = OUTCOMES.indexOf(outcome) * 6 + statusClass;
    const known = rows[index];
    if (known !== undefined) return known;
    if (this.rows.length >= MAX_ROWS) return this.overflow;
    const row = makeRow(api ?? "", operation ?? "", statusClass === 0 ? "none" : `${statusClass}xx`, outcome);
    rows[index] = row;
    this.rows.push(row);
    return row;
  }

  private get overflow(): DurationRow {
    const last = this.rows[MAX_ROWS];
    if (last !== undefined) return last;
    const row = makeRow(OTHER, OTHER, OTHER, OTHER);
    this.rows[MAX_ROWS] = row;
    return row;
  }
}

const OUTCOMES: readonly ExchangeRecord["outcome"][] = ["forwarded", "answered", "denied", "failed", "abandoned"];

function makeRow(api: string, operation: string, statusClass: string, outcome: string): DurationRow {
  const labels = `api="${escapeLabel(api)}",operation="${escapeLabel(operation)}",status_class="${statusClass}",outcome="${outcome}"`;
  return { labels, buckets: new Float64Array(BOUNDS_MS.length + 1), sumMs: 0 };
}

/** Prometheus' text format, label values. */
function escapeLabel(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

/**
 * The histogram in Prometheus' text format, buckets cumulative. Why by hand: with a thousand operations it is tens of thousands of lines, and what serves callers
 * waits for it; prom-client takes some twenty times as long.
 */
export function durationText(rows: Iterable<Pick<DurationRow, "labels" | "sumMs"> & { readonly buckets: ArrayLike<number> }>): string {
  let text = `# HELP ${DURATION_NAME} Duration of exchanges, from the first byte of the head to the last of the answer.\n# TYPE ${DURATION_NAME} histogram\n`;
  for (const { labels, buckets, sumMs } of rows) {
    let count = 0;
    for (let index = 0; index < DURATION_BOUNDS_S.length; index++) {
      count += buckets[index] ?? 0;
      text += `${DURATION_NAME}_bucket{${labels},le="${DURATION_BOUNDS_S[index]}"} ${count}\n`;
    }
    count += buckets[BOUNDS_MS.length] ?? 0;
    text += `${DURATION_NAME}_bucket{${labels},le="+Inf"} ${count}\n${DURATION_NAME}_sum{${labels}} ${sumMs / 1_000}\n${DURATION_NAME}_count{${labels}} ${count}\n`;
  }
  return text;
}

function readingOf(reading: Reading): Iterable<readonly [Readonly<Record<string, string>>, number]> {
  return typeof reading === "number" ? [[{}, reading]] : reading;
}

/** Counts by two labels, in bounded number. */
class LabelCounts {
  private readonly counts = new Map<string, Map<string, number>>();
  private size = 0;

  add(first: string, second: string): void {
    let inner = this.counts.get(first);
    if (inner === undefined) {
      if (this.size >= MAX_CODES && first !== OTHER) {
        this.add(OTHER, OTHER);
        return;
      }
      this.counts.set(first, (inner = new Map()));
    }
    const before = inner.get(second);
    if (before === undefined && this.size >= MAX_CODES && first !== OTHER) {
      this.add(OTHER, OTHER);
      return;
    }
    if (before === undefined) this.size++;
    inner.set(second, (before ?? 0) + 1);
  }

  *entries(first: string, second: string): Generator<readonly [Readonly<Record<string, string>>, number]> {
    for (const [one, inner] of this.counts) for (const [two, count] of inner) yield [{ [first]: one, [second]: two }, count];
  }
}
