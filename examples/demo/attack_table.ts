/** What `npm start -- --attack` prints: each exploit without the gateway and with it, who refused, and whether honest callers still pass. */
import pc from "picocolors";
import type { AttackEnd, AttackRow } from "../shop/attacks.ts";

/** The guard that ended the exchange with that event id; null where no record is known. */
export type GuardOf = (event: string) => string | null;

function refusedBy(end: AttackEnd, guardOf: GuardOf): string {
  switch (end.kind) {
    case "refused": {
      const guard = end.event === null ? null : guardOf(end.event);
      return `${guard === null ? "" : `${guard}: `}${end.code} (${end.status})`;
    }
    case "disarmed":
      return `answered harmlessly (${end.status})`;
    case "open":
      return "no guard yet";
    default:
      return end satisfies never;
  }
}

const isHonest = (row: AttackRow): boolean => row.without.kind === "open" && row.twinWithout.ok && row.twinWith.ok;

function twinOf({ twinWithout, twinWith }: AttackRow): string {
  if (twinWithout.ok && twinWith.ok) return "passes";
  return twinWith.ok ? `fails at the shop (${twinWithout.status})` : `fails (${twinWith.status})`;
}

function cellsOf(row: AttackRow, guardOf: GuardOf): readonly string[] {
  const without = row.without.kind === "open" ? "exploited" : "failed";
  const withGateway = row.with.kind === "open" ? "open" : row.with.kind;
  return [row.attack.title, row.attack.owasp, without, withGateway, refusedBy(row.with, guardOf), twinOf(row)];
}

const HEADING: readonly string[] = ["attack", "OWASP", "without", "with", "refused by", "twin"];

/** The sentence under the table. */
function summaryOf(rows: readonly AttackRow[]): string {
  const count = (kind: AttackEnd["kind"]): number => rows.filter((row) => row.with.kind === kind).length;
  const exploited = rows.filter((row) => row.without.kind === "open").length;
  const twins = rows.filter((row) => row.twinWith.ok).length;
  return `${exploited} of ${rows.length} exploits work on the shop alone; through the gateway ${count("refused")} are refused, ${count("disarmed")} disarmed, ${count("open")} open; ${twins} of ${rows.length} honest twins pass`;
}

/** The table and its summary, as lines. Colour only where picocolors finds a terminal that wants it. */
export function toAttackTable(rows: readonly AttackRow[], guardOf: GuardOf = () => null): readonly string[] {
  const cells = [HEADING, ...rows.map((row) => cellsOf(row, guardOf))];
  const widths = HEADING.map((_, column) => Math.max(...cells.map((line) => (line[column] ?? "").length)));
  const plain = cells.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const colour = (line: string, index: number): string => {
    const row = rows[index - 1];
    if (row === undefined) return pc.bold(line);
    return isHonest(row) ? (row.with.kind === "open" ? pc.yellow(line) : line) : pc.red(line);
  };
  return [...plain.map(colour), "", summaryOf(rows)];
}

/** Whether the table can be believed: every exploit works without the gateway, every twin both ways. */
export function isTableHonest(rows: readonly AttackRow[]): boolean {
  return rows.length > 0 && rows.every(isHonest);
}
