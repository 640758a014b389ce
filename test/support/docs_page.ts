/**
 * A page of docs/ as something that is run. Fenced blocks, in their order: `sh` is run, a command a line (a `\` at its end goes on in the next); `sh background`
 * goes on until the page is over, and is waited for until it says the text after `until=`; `sh elsewhere` needs what no test machine has (a cluster, root) and is
 * not run; `text` after a block is what it says, where `…` is anything; `LANGUAGE file=NAME` is a file that is there from then on.
 */
import { readFileSync } from "node:fs";

export type DocsStep =
  | { readonly kind: "run"; readonly line: number; readonly command: string; readonly says: readonly string[] }
  | { readonly kind: "background"; readonly line: number; readonly command: string; readonly until: string }
  | { readonly kind: "elsewhere"; readonly line: number; readonly command: string }
  | { readonly kind: "file"; readonly line: number; readonly name: string; readonly text: string };

interface Block {
  readonly info: string;
  readonly line: number;
  readonly body: string;
}

function blocksOf(page: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { readonly info: string; readonly line: number; readonly body: string[] } | null = null;
  for (const [index, line] of page.split("\n").entries()) {
    if (open === null) {
      if (line.startsWith("```")) open = { info: line.slice(3).trim(), line: index + 1, body: [] };
    } else if (line === "```") {
      blocks.push({ info: open.info, line: open.line, body: open.body.join("\n") });
      open = null;
    } else open.body.push(line);
  }
  if (open !== null) throw new Error(`the block that begins in line ${open.line} does not end`);
  return blocks;
}

const commandsOf = (body: string): readonly string[] =>
  body
    .replaceAll(/\\\n\s*/gu, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));

export function readDocsPage(file: string): readonly DocsStep[] {
  const steps: DocsStep[] = [];
  for (const { info, line, body } of blocksOf(readFileSync(file, "utf8"))) {
    const [language = "", ...words] = info.split(" ");
    const name = words.find((word) => word.startsWith("file="))?.slice(5);
    if (name !== undefined) steps.push({ kind: "file", line, name, text: `${body}\n` });
    else if (language === "text" && words.length === 0) {
      const last = steps.pop();
      if (last?.kind !== "run") throw new Error(`${file}:${line}: what should say this? a \`text\` block follows one that is run`);
      steps.push({ ...last, says: body.split("\n").filter((each) => each.trim() !== "") });
    } else if (language === "sh" && words[0] === "background") {
      const until = info.slice(info.indexOf("until=") + 6);
      for (const command of commandsOf(body)) steps.push({ kind: "background", line, command, until });
    } else if (language === "sh" && words[0] === "elsewhere")
      for (const command of commandsOf(body)) steps.push({ kind: "elsewhere", line, command });
    else if (language === "sh" && words.length === 0)
      for (const command of commandsOf(body)) steps.push({ kind: "run", line, command, says: [] });
    else if (language === "sh") throw new Error(`${file}:${line}: \`${info}\` is no kind of block`);
  }
  return steps;
}

/** Whether `output` has the line, in which `…` stands for anything. */
export function saysLine(output: string, line: string): boolean {
  const pattern = line
    .trim()
    .split("…")
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`))
    .join(".*");
  return output.split(/\r?\n/u).some((each) => new RegExp(`^${pattern}$`, "u").test(each.trim()));
}
