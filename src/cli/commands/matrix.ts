/** `portcullis matrix`: operation × who may call, limits, body, mode. The page to show to whoever asks what is protected how. */
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import pc from "picocolors";
import type { Config } from "../../config/config.ts";
import { stateFile } from "../../config/state_files.ts";
import { readOverrides } from "../../adapters/break_glass.ts";
import type { ModeOverride } from "../../events/modes.ts";
import { type Command, EXIT, type Io } from "../command.ts";
import { configFileOf } from "../config_file.ts";
import { outputFormat } from "../output_format.ts";
import { toPrintable } from "../printable.ts";
import { type MatrixRow, toMatrix, weaknessesOf, withOverrides } from "../../engine/matrix.ts";
import { showIssues } from "../show_issues.ts";
import { toTable } from "../table.ts";

const FORMATS = ["text", "json", "markdown"] as const;
const TITLES = ["operation", "who may call", "limits", "body", "mode"] as const;

async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { config: { type: "string", short: "c" }, output: { type: "string" }, online: { type: "boolean", default: false } },
  });
  const format = outputFormat(values.output, FORMATS);
  const { checkGateway } = await import("../../gateway.ts");
  const configPath = configFileOf(positionals, values.config, io);
  const { generation, config, issues } = await checkGateway({ configPath, online: values.online });
  if (generation === null || config === null) {
    showIssues(issues, io);
    return EXIT.config;
  }
  const overrides = overridesOf(configPath, config);
  const rows = (await toMatrix(generation, config)).map((row) => withOverrides(row, overrides));
  const headModes = generation.headGuards.map(({ name, mode }) => ({ name, phase: "head", mode }));
  if (format === "json") io.out(`${JSON.stringify({ headGuards: headModes, overrides, operations: rows }, null, 2)}\n`);
  else if (format === "markdown") io.out(toMarkdown(rows));
  else {
    const colour = pc.createColors(io.colours);
    for (const api of new Set(rows.map((row) => row.api))) {
      io.out(`${colour.bold(toPrintable(api))}\n`);
      for (const line of textTable(
        rows.filter((row) => row.api === api),
        io.columns,
      ))
        io.out(`${line}\n`);
      io.out("\n");
    }
    io.out(`before every operation: ${headModes.map(({ name, mode }) => (mode === "enforce" ? name : `${name} (${mode})`)).join(", ")}\n`);
    for (const { guard, mode, untilMs, reason } of overrides)
      io.out(
        colour.yellow(
          `overridden by an operator: ${guard} ${mode} until ${new Date(untilMs).toISOString()}${reason === "" ? "" : ` (${reason})`}\n`,
        ),
      );
  }
  return EXIT.ok;
}

/** What operators set by `portcullis mode` in the gateway of this configuration and is not over. */
function overridesOf(configPath: string, config: Config): readonly ModeOverride[] {
  const now = Date.now();
  return readOverrides(resolve(dirname(configPath), stateFile(config, "modes.json"))).filter(({ untilMs }) => untilMs > now);
}

function cells(row: MatrixRow): readonly string[] {
  const weaknesses = weaknessesOf(row);
  return [
    row.path === "*" ? "every path" : `${row.method} ${row.path}`,
    row.access,
    row.limits.join("; "),
    bodyText(row),
    weaknesses.length === 0 ? "enforced" : weaknesses.join(", "),
  ];
}

function textTable(rows: readonly MatrixRow[], width: number): readonly string[] {
  const columns = TITLES.map((title) => ({ title, flexible: title !== "body" }));
  return toTable(columns, rows.map(cells), width);
}

function toMarkdown(rows: readonly MatrixRow[]): string {
  const escape = (text: string): string => toPrintable(text).replaceAll("|", "\\|");
  const line = (columns: readonly string[]): string => `| ${columns.map(escape).join(" | ")} |`;
  return [line(["api", ...TITLES]), `|${"---|".repeat(TITLES.length + 1)}`, ...rows.map((row) => line([row.api, ...cells(row)])), ""].join(
    "\n",
  );
}

/** The longest body, or of a stream of messages the longest message. */
function bodyText({ maxBodyBytes, maxMessageBytes }: MatrixRow): string {
  const body = maxBodyBytes === null ? [] : [sizeText(maxBodyBytes)];
  return [...body, ...(maxMessageBytes === null ? [] : [`${sizeText(maxMessageBytes)} a message`])].join(", ");
}

/** `1 MB`, `256 KB`, `100 B`: whole units only, so that nothing is rounded. */
function sizeText(bytes: number): string {
  if (bytes % 1_048_576 === 0 && bytes > 0) return `${bytes / 1_048_576} MB`;
  return bytes % 1_024 === 0 && bytes > 0 ? `${bytes / 1_024} KB` : `${bytes} B`;
}

export const matrix: Command = {
  name: "matrix",
  summary: "show every operation: who may call it, its limits, and what is not enforced",
  usage: `matrix [[-c] FILE] [--output text|json|markdown] [--online]

FILE is portcullis.yaml where it is not given. Guards that only observe, overrides of operators that are in force, and
paths that no document describes are named in the column \`mode\`.

examples:
  portcullis matrix
  portcullis matrix --output markdown > docs/access.md`,
  run,
};
