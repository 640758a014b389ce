/** Tables that fit the screen: columns as wide as their content, the flexible one cut with an ellipsis when the terminal is narrower. */

export interface Column {
  readonly title: string;
  /** Cut first when the table is too wide. */
  readonly flexible?: boolean;
  readonly align?: "left" | "right";
}

const GAP = "  ";
const NARROWEST = 8;

/** Lines of a table, the title line first; no trailing blanks. */
export function toTable(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): readonly string[] {
  const widths = columns.map((column, index) => Math.max(column.title.length, ...rows.map((row) => (row[index] ?? "").length)));
  let excess = widths.reduce((sum, each) => sum + each, 0) + GAP.length * (columns.length - 1) - width;
  for (const [index, column] of columns.entries()) {
    if (excess <= 0) break;
    if (column.flexible !== true) continue;
    const narrowed = Math.max(NARROWEST, (widths[index] ?? 0) - excess);
    excess -= (widths[index] ?? 0) - narrowed;
    widths[index] = narrowed;
  }
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, index) => {
        const cell = cut(cells[index] ?? "", widths[index] ?? 0);
        return column.align === "right" ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0);
      })
      .join(GAP)
      .trimEnd();
  return [line(columns.map((column) => column.title)), ...rows.map(line)];
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
