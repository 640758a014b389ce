/** Tables that fit the screen: columns as wide as their content, flexible ones wrapped when the terminal is narrower, so that nothing is left out. */
import { toPrintable } from "./printable.ts";

export interface Column {
  readonly title: string;
  /** Goes on in further lines when the table is too wide, the widest first. */
  readonly flexible?: boolean;
  readonly align?: "left" | "right";
}

const GAP = "  ";
/** Where the terminal has no room even for this, lines are longer than it. */
const NARROWEST = 8;

/** Lines of a table, the title first; no trailing blanks. Cells are plain text: what a terminal would obey is not in the lines. */
export function toTable(columns: readonly Column[], written: readonly (readonly string[])[], width: number): readonly string[] {
  const rows = written.map((cells) => cells.map(toPrintable));
  const widths = columns.map((column, index) => Math.max(column.title.length, ...rows.map((row) => (row[index] ?? "").length)));
  let excess = widths.reduce((sum, each) => sum + each, 0) + GAP.length * (columns.length - 1) - width;
  while (excess > 0) {
    const widest = widestFlexible(columns, widths);
    if (widest === null) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
  return [columns.map((column) => column.title), ...rows].flatMap((cells) => {
    const wrapped = columns.map((_column, index) => wrap(cells[index] ?? "", widths[index] ?? 0));
    const height = Math.max(...wrapped.map((lines) => lines.length));
    return Array.from({ length: height }, (_line, at) =>
      columns
        .map(({ align }, index) => {
          const [text, width] = [wrapped[index]?.[at] ?? "", widths[index] ?? 0];
          return align === "right" ? text.padStart(width) : text.padEnd(width);
        })
        .join(GAP)
        .trimEnd(),
    );
  });
}

/** Index of the widest column that may still be narrower; null where there is none. */
function widestFlexible(columns: readonly Column[], widths: readonly number[]): number | null {
  let widest: number | null = null;
  for (const [index, column] of columns.entries()) {
    const width = widths[index] ?? 0;
    if (column.flexible === true && width > NARROWEST && width > (widest === null ? 0 : (widths[widest] ?? 0))) widest = index;
  }
  return widest;
}

/** Lines of at most `width`, broken between words where there are any. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const blank = rest.lastIndexOf(" ", width);
    const end = blank > 0 ? blank : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(blank > 0 ? end + 1 : end);
  }
  return [...lines, rest];
}
