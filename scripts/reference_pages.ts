/** Pages of docs/reference that are made from the code: commands with their options, the record of an exchange, the metrics. Tests say when they are out of date. */
import { z } from "zod";
import { COMMANDS } from "../src/cli/commands/index.ts";
import { exchangeRecordSchema } from "../src/events/record_schema.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** `docs/reference/cli.md`. */
export function cliPage(): string {
  const sections = COMMANDS.flatMap(({ name, summary, usage }) => [
    `## portcullis ${name}`,
    "",
    `${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`,
    "",
    "```text usage",
    `portcullis ${usage}`,
    "```",
    "",
  ]);
  const rows = COMMANDS.map(({ name, summary }) => `| [\`${name}\`](#portcullis-${name}) | ${cell(summary)} |`);
  const lines = [
    "# Commands",
    "",
    "Made from `portcullis COMMAND --help`. What the exit codes say is in [exit-codes.md](exit-codes.md).",
    "",
    "| command | what it does |",
    "|---|---|",
    ...rows,
    "",
    ...sections,
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

interface Schema {
  readonly type?: string | readonly string[] | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly description?: string | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly items?: Schema | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
}
const schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    enum: z.array(z.unknown()).optional(),
    description: z.string().optional(),
    properties: z.record(z.string(), schema).optional(),
    items: schema.optional(),
    anyOf: z.array(schema).optional(),
  }),
);

function typeOf(node: Schema): string {
  if (node.enum !== undefined) return node.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (node.anyOf !== undefined) return node.anyOf.map(typeOf).join(" or ");
  if (node.type === "array") return `list of ${node.items === undefined ? "anything" : typeOf(node.items)}`;
  return node.type === undefined ? "anything" : [node.type].flat().join(" or ");
}

function rowsOf(path: string, node: Schema): readonly string[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, property]) => {
    const inner = property.items ?? property;
    const below = rowsOf(`${path}${name}${property.items === undefined ? "" : "[]"}.`, inner);
    return [`| \`${path}${name}\` | ${cell(typeOf(property))} | ${cell(property.description ?? "")} |`, ...below];
  });
}

/** `docs/reference/exchange-record.md`. */
export function recordPage(): string {
  const lines = [
    "# The record of an exchange",
    "",
    "One for every exchange, also for those refused before they had a route: in the event store, as a line of the JSON log, and to `portcullis events --output json`. As JSON Schema:",
    "[../schemas/exchange-record.json](../schemas/exchange-record.json). No record holds a credential or a value that a caller sent.",
    "",
    "| key | type | meaning |",
    "|---|---|---|",
    ...rowsOf("", schema.parse(exchangeRecordSchema())),
  ];
  return `${lines.join("\n")}\n`;
}

/** `docs/reference/metrics.md`, from the text of `/metrics`. What Node.js and the process have of their own is left to them. */
export function metricsPage(exposition: string): string {
  const help = new Map(
    [...exposition.matchAll(/^# HELP ((?!nodejs_|process_)\w+) (.*)$/gmu)].map(([, name = "", text = ""]) => [name, text] as const),
  );
  const rows = [...exposition.matchAll(/^# TYPE ((?!nodejs_|process_)\w+) (\w+)$/gmu)]
    .map(([, name = "", type = ""]) => `| \`${name}\` | ${type} | ${cell(help.get(name) ?? "")} |`)
    .toSorted();
  const lines = [
    "# Metrics",
    "",
    "`GET /metrics` of the admin API, with its token, in the text format of Prometheus; beside these those of Node.js and the process (`nodejs_*`, `process_*`).",
    "",
    "| metric | type | meaning |",
    "|---|---|---|",
    ...rows,
  ];
  return `${lines.join("\n")}\n`;
}
