/**
 * A record as one line of JSON, the text that both the log and the event store keep: pino's `level` and `time` first, then the record's own fields.
 * Written by hand because it is made for every exchange; `JSON.stringify` is its slow twin (record_line.test.ts).
 */
import type { ExchangeRecord } from "../kernel/record.ts";

/** pino's numbers of the levels that records have. */
export const RECORD_LEVELS: { readonly info: number; readonly warn: number; readonly error: number } = Object.freeze({
  info: 30,
  warn: 40,
  error: 50,
});

/** `error` for what broke, `warn` for what was refused or would have been but for observation, `info` for the rest. */
export function levelOf(record: ExchangeRecord): number {
  if (record.outcome === "failed") return RECORD_LEVELS.error;
  if (record.outcome === "denied") return RECORD_LEVELS.warn;
  for (const finding of record.findings) if (finding.would === "deny") return RECORD_LEVELS.warn;
  return RECORD_LEVELS.info;
}

/** `.01` to `.99` by hundredths, trailing zero dropped; empty for none. */
const FRACTIONS: readonly string[] = Array.from({ length: 100 }, (_unused, hundredths) =>
  hundredths === 0 ? "" : String(hundredths / 100).slice(1),
);

/** A finite number as JSON. Why: durations are hundredths, which cost half when written as two small integers. */
function numeral(value: number): string {
  const hundredths = Math.round(value * 100);
  if (hundredths / 100 !== value || hundredths < 0 || hundredths > 1e9) return Number.isFinite(value) ? `${value}` : "null";
  const whole = Math.floor(hundredths / 100);
  return `${whole}${FRACTIONS[hundredths - whole * 100]}`;
}

function quoted(text: string | null): string {
  if (text === null) return "null";
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || unit > 0x7e || unit === 0x22 || unit === 0x5c) return JSON.stringify(text);
  }
  return `"${text}"`;
}

/**
 * Writes records as lines. Keeps the text of what seldom changes from one record to the next (operation, host, caller, ending), so it costs about a microsecond.
 * One per stream of records; nothing in it grows.
 */
export class RecordLines {
  private timeMs = Number.NaN;
  private time = "";
  private where: readonly [api: string | null, operation: string | null, method: string] = [null, null, ""];
  private whereText = "";
  private host: string | null = null;
  private hostText = "";
  private who: readonly [principal: string | null, clientId: string | null, client: string] = [null, null, ""];
  private whoText = "";
  private end: ExchangeRecord | null = null;
  private endText = "";

  /** The line of `record`, without line break. */
  write(record: ExchangeRecord): string {
    const time = this.timeOf(record.timeMs);
    const findings = record.findings.length === 0 ? "[]" : JSON.stringify(record.findings);
    const observed = record.observed.length === 0 ? "[]" : JSON.stringify(record.observed);
    let phases = "";
    for (const phase in record.phases) phases += `${phases === "" ? "" : ","}${quoted(phase)}:${numeral(record.phases[phase] ?? 0)}`;
    return (
      `{"level":${levelOf(record)},"time":${time},"id":${quoted(record.id)},"timeMs":${time}${this.whereOf(record)},"path":${quoted(record.path)}` +
      `${this.hostOf(record)}${this.whoOf(record)}${this.endOf(record)},"findings":${findings},"observed":${observed},"requestBytes":${numeral(record.requestBytes)}` +
      `,"responseBytes":${numeral(record.responseBytes)},"durationMs":${numeral(record.durationMs)},"gatewayMs":${numeral(record.gatewayMs)}` +
      `,"upstreamMs":${record.upstreamMs === null ? "null" : numeral(record.upstreamMs)},"phases":{${phases}},"steps":${numeral(record.steps)}` +
      `,"generation":${numeral(record.generation)},"traceId":${quoted(record.traceId)}}`
    );
  }

  private timeOf(timeMs: number): string {
    if (timeMs !== this.timeMs) {
      this.timeMs = timeMs;
      this.time = numeral(timeMs);
    }
    return this.time;
  }

  private whereOf({ api, operation, method }: ExchangeRecord): string {
    const { where } = this;
    if (this.whereText === "" || api !== where[0] || operation !== where[1] || method !== where[2]) {
      this.where = [api, operation, method];
      this.whereText = `,"api":${quoted(api)},"operation":${quoted(operation)},"method":${quoted(method)}`;
    }
    return this.whereText;
  }

  private hostOf({ host }: ExchangeRecord): string {
    if (host !== this.host) {
      this.host = host;
      this.hostText = `,"host":${quoted(host)}`;
    }
    return this.hostText;
  }

  private whoOf({ principal, clientId, client }: ExchangeRecord): string {
    const { who } = this;
    if (this.whoText === "" || principal !== who[0] || clientId !== who[1] || client !== who[2]) {
      this.who = [principal, clientId, client];
      this.whoText = `,"principal":${quoted(principal)},"clientId":${quoted(clientId)},"client":${quoted(client)}`;
    }
    return this.whoText;
  }

  private endOf(record: ExchangeRecord): string {
    const { end } = this;
    if (
      end === null ||
      record.outcome !== end.outcome ||
      record.by !== end.by ||
      record.phase !== end.phase ||
      record.code !== end.code ||
      record.status !== end.status ||
      record.upstreamStatus !== end.upstreamStatus
    ) {
      this.end = record;
      this.endText =
        `,"outcome":${quoted(record.outcome)},"by":${quoted(record.by)},"phase":${quoted(record.phase)},"code":${quoted(record.code)}` +
        `,"status":${record.status},"upstreamStatus":${record.upstreamStatus}`;
    }
    return this.endText;
  }
}
