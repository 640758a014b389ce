/** What every bench gives: a table for people and, with `--json FILE`, `{ bench, machine, rows }` for machines. */
import { writeFileSync } from "node:fs";
import { arch, cpus, platform, release } from "node:os";

export interface Row {
  readonly subject: string;
  readonly peer: string;
  readonly metric: string;
  readonly unit: string;
  readonly value: number;
  readonly peer_value: number;
  /** `value / peer_value`. */
  readonly ratio: number;
}

export function row(subject: string, peer: string, metric: string, unit: string, value: number, peerValue: number): Row {
  return { subject, peer, metric, unit, value, peer_value: peerValue, ratio: Math.round((value / peerValue) * 1000) / 1000 };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

export function writeReport(bench: string, rows: readonly Row[], jsonFile: string | null): void {
  const cells = [["subject", "peer", "metric", "value", "peer's", "ratio"], ...rows.map(cellsOf)];
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((line) => (line[column] ?? "").length)));
  for (const line of cells)
    process.stdout.write(
      `${line.map((cell, column) => (column < 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ")}\n`,
    );
  if (jsonFile === null) return;
  const machine = {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    os: `${platform()} ${release()} ${arch()}`,
    node: process.versions.node,
  };
  writeFileSync(jsonFile, `${JSON.stringify({ bench, machine, rows }, null, 2)}\n`);
}

function cellsOf(each: Row): readonly string[] {
  const digits = each.value >= 100 ? 0 : 2;
  return [
    each.subject,
    each.peer,
    `${each.metric}, ${each.unit}`,
    each.value.toFixed(digits),
    each.peer_value.toFixed(digits),
    each.ratio.toFixed(2),
  ];
}
