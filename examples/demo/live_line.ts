/** One line per exchange while the demo runs: time, caller, operation, verdict, guard, milliseconds. */
import type { ExchangeRecord } from "../../src/kernel/record.ts";

const MAX_OPERATION = 44;

/** What a caller wrote may hold anything; a terminal gets printable ASCII only. */
function printable(text: string, length: number): string {
  const safe = text.replaceAll(/[^\x20-\x7e]/gu, "?");
  return safe.length > length ? `${safe.slice(0, length - 1)}~` : safe;
}

/** The subject of `issuer|subject`; who is not known is `-`. */
function callerOf({ principal }: ExchangeRecord): string {
  return principal === null ? "-" : principal.slice(principal.lastIndexOf("|") + 1);
}

/** The record on one line, columns aligned, times in the machine's zone. */
export function toLiveLine(record: ExchangeRecord): string {
  const time = new Date(record.timeMs).toTimeString().slice(0, 8);
  const operation = record.operation ?? `${record.method} ${record.path}`;
  const verdict = `${record.outcome} ${record.status}`;
  const guard = record.by === null ? "-" : record.code === null ? record.by : `${record.by} (${record.code})`;
  const columns = [
    time,
    printable(callerOf(record), 14).padEnd(14),
    printable(operation, MAX_OPERATION).padEnd(22),
    verdict.padEnd(13),
    printable(guard, 60).padEnd(34),
    `${record.durationMs.toFixed(1)} ms`,
  ];
  return columns.join("  ");
}
