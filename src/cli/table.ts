/** Tables that fit the screen: columns as wide as their content, flexible ones cut with an ellipsis when the terminal is narrower. */

export interface Column {
  readonly title: string;
  /** May be cut when the table is too wide, the widest first. */
  readonly flexible?: boolean;
  readonly align?: "left" | "right";
}

const GAP = "  ";
const NARROWEST = 8;

/** Lines of a table, the title line first; no trailing blanks. */
export function toTable(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): readonly string[] {
  const widths = columns.map((column, index) => Math.max(column.title.length, ...rows.map((row) => (row[index] ?? "").length)));
  let excess = widths.reduce((sum, each) => sum + each, 0) + GAP.length * (columns.length - 1) - width;
  while (excess > 0) {
    const widest = widestFlexible(columns, widths);
    if (widest === null) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
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

/** Index of the widest column that may still be cut; null where there is none. */
function widestFlexible(columns: readonly Column[], widths: readonly number[]): number | null {
  let widest: number | null = null;
  for (const [index, column] of columns.entries()) {
    const width = widths[index] ?? 0;
    if (column.flexible === true && width > NARROWEST && width > (widest === null ? 0 : (widths[widest] ?? 0))) widest = index;
  }
  return widest;
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
