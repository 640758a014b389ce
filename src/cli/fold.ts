/** Folds text for people to the width of their terminal, between words. */

/** Wider lines are hard to read. */
const WIDEST = 100;

/** `text` with no line wider than the terminal or 100 columns, but for words that are. What goes on stands under where the line's last column began. */
export function foldText(text: string, columns: number): string {
  const width = Math.min(columns, WIDEST);
  return joined(text.split("\n"))
    .flatMap((line) => foldLine(line, width))
    .join("\n");
}

/** Source lines that only go on with the one before: of a paragraph, of an option's text, of the usage. */
function joined(lines: readonly string[]): readonly string[] {
  const whole: string[] = [];
  for (const line of lines) {
    const before = whole.at(-1) ?? "";
    const own = line.length - line.trimStart().length;
    const paragraph = own === 0 && !/^\s|:$/u.test(before) && before.length > WRAPPED;
    const text = own > 0 && own === columnOf(before);
    if (line.trim() !== "" && before !== "" && (paragraph || text || (before.startsWith("usage:") && /^ +[[|]/u.test(line))))
      whole[whole.length - 1] = `${before} ${line.trimStart()}`;
    else whole.push(line);
  }
  return whole;
}

/** A shorter line of the source ended because it was over. */
const WRAPPED = 90;

/** A line of a command's answer: folded in a terminal, whole in a pipe, where scripts read it. */
export function foldAnswer(line: string, columns: number): string {
  return columns === Number.POSITIVE_INFINITY ? line : foldLine(line, columns).join("\n");
}

function foldLine(line: string, width: number): readonly string[] {
  const indent = indentOf(line, width);
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const blank = rest.lastIndexOf(" ", width);
    const end = blank > indent.length ? blank : rest.indexOf(" ", width);
    if (end === -1) break;
    lines.push(rest.slice(0, end).trimEnd());
    rest = indent + rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

/** Of what goes on: under an option's text, else a little further in than an indented line. */
function indentOf(line: string, width: number): string {
  const option = columnOf(line);
  if (option > 0 && option <= width / 2) return " ".repeat(option);
  const own = line.length - line.trimStart().length;
  return " ".repeat(line.startsWith("usage:") ? 9 : own === 0 ? 0 : own + 2);
}

/** Where the text of an option begins; 0 where there is none. */
function columnOf(line: string): number {
  return /^ *\S.*? {2,}(?=\S)/u.exec(line)?.[0].length ?? 0;
}
