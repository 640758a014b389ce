/** The place of an issue as an editor would show it: the line with its neighbours, and a mark under the column. */
import { readFileSync } from "node:fs";
import type { Issue } from "../../kernel/issue.ts";
import { toPrintable } from "../printable.ts";

const AROUND = 1;
const MAX_FILE_BYTES = 4_194_304;

/** Lines without line breaks; none where no place is known or the file can't be read. Nothing in the file moves a cursor. */
export function codeFrame({ file, line, column }: Pick<Issue, "file" | "line" | "column">, columns: number): readonly string[] {
  const text = file === null || line === null ? null : textOf(file);
  if (text === null || line === null) return [];
  const lines = text.split(/\r?\n/u);
  const from = Math.max(1, line - AROUND);
  const shown = lines.slice(from - 1, line + AROUND).map((each) => printable(each));
  const width = String(line + AROUND).length;
  const room = Math.max(20, Math.min(columns, 160) - width - 5);
  // A long line is shown from shortly before the mark.
  const start = Math.max(0, (column ?? 1) - 1 - Math.floor(room / 2));
  const rows = shown.map((each, index) => {
    const at = from + index;
    return { at, row: `${at === line ? ">" : " "} ${String(at).padStart(width)} | ${each.slice(start, start + room)}`.trimEnd() };
  });
  const mark = `  ${" ".repeat(width)} | ${" ".repeat(Math.max(0, (column ?? 1) - 1 - start))}^`;
  return rows.flatMap(({ at, row }) => (at === line ? [row, mark] : [row]));
}

function textOf(file: string): string | null {
  try {
    const bytes = readFileSync(file.startsWith("file:") ? new URL(file) : file);
    return bytes.length > MAX_FILE_BYTES ? null : bytes.toString("utf8");
  } catch {
    return null;
  }
}

/** As wide as it is in the file: a tab is one column, since columns are counted in characters. */
function printable(text: string): string {
  return toPrintable(text.replaceAll("\t", " "));
}
