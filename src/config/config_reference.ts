/** `docs/configuration.md`: every key of the configuration with type, default and meaning, out of its JSON Schema. */
import { z } from "zod";
import { GUARDS } from "../guards/index.ts";
import { REWRITES } from "../rewrites/index.ts";
import { type ExtensionHost, EXTENSIONS } from "../openapi/extensions.ts";

/** What of JSON Schema the configuration's schema uses. */
interface Node {
  readonly type?: string | undefined;
  readonly description?: string | undefined;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly examples?: readonly unknown[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly properties?: Readonly<Record<string, Node>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly additionalProperties?: boolean | Node | undefined;
  readonly items?: Node | undefined;
  readonly anyOf?: readonly Node[] | undefined;
}

const node: z.ZodType<Node> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    description: z.string().optional(),
    default: z.unknown().optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    examples: z.array(z.unknown()).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    properties: z.record(z.string(), node).optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: z.union([z.boolean(), node]).optional(),
    items: node.optional(),
    anyOf: z.array(node).optional(),
  }),
);

/** An object with keys of its own, and how one comes to it from a key: `[]` through a list, `.NAME` through a map. */
interface Below {
  readonly suffix: string;
  readonly object: Node;
}

function objectsBelow(schema: Node): readonly Below[] {
  if (schema.properties !== undefined) return [{ suffix: "", object: schema }];
  const within = (inner: Node, step: string): readonly Below[] =>
    objectsBelow(inner).map(({ suffix, object }) => ({ suffix: `${step}${suffix}`, object }));
  const alternatives = (schema.anyOf ?? []).flatMap((inner) => within(inner, ""));
  const items = schema.items === undefined ? [] : within(schema.items, "[]");
  const { additionalProperties } = schema;
  const values = typeof additionalProperties === "object" ? within(additionalProperties, ".NAME") : [];
  return [...alternatives, ...items, ...values];
}

const code = (value: unknown): string => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;

function typeText(schema: Node): string {
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(code).join(", ");
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeText))].join(" or ");
  switch (schema.type) {
    case "array":
      return `list of ${schema.items === undefined ? "anything" : typeText(schema.items)}`;
    case "object":
      return typeof schema.additionalProperties === "object" ? `map of ${typeText(schema.additionalProperties)}` : "object";
    case "string":
      return schema.examples === undefined ? "text" : `text such as ${schema.examples.map(code).join(", ")}`;
    case "integer":
    case "number":
      return `${schema.type}${range(schema)}`;
    case undefined:
      return "anything";
    default:
      return schema.type;
  }
}

function range({ minimum, maximum }: Node): string {
  const most = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? null : maximum;
  if (minimum === undefined) return most === null ? "" : `, at most ${most}`;
  return most === null ? `, at least ${minimum}` : `, ${minimum} to ${most}`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function defaultText(name: string, schema: Node, owner: Node): string {
  if (schema.default !== undefined) return code(schema.default);
  return owner.required?.includes(name) === true ? "required" : "";
}

/** Where each kind of object is described: the shortest key that leads to one. */
function homesOf(path: string, schema: Node, homes: Map<string, string>): Map<string, string> {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    for (const { suffix, object } of objectsBelow(property)) {
      const key = `${path}${name}${suffix}`;
      const shape = shapeOf(object);
      const known = homes.get(shape);
      if (known === undefined || depthOf(key) < depthOf(known)) homes.set(shape, key);
      homesOf(`${key}.`, object, homes);
    }
  }
  return homes;
}

const shapeOf = (object: Node): string => JSON.stringify(object.properties);
const depthOf = (key: string): number => key.split(".").length;

/** Sections of the page in the order of the schema: an object's table, then those of the objects below it. Equal objects are described once. */
function sections(title: string, path: string, schema: Node, homes: ReadonlyMap<string, string>): readonly string[] {
  const rows: string[] = [];
  const below: string[] = [];
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    let meaning = property.description ?? "";
    for (const { suffix, object } of objectsBelow(property)) {
      const key = `${path}${name}${suffix}`;
      const home = homes.get(shapeOf(object));
      if (home === key) below.push(...sections(`\`${key}\``, `${key}.`, object, homes));
      else meaning += `${meaning === "" ? "" : "; "}keys as in \`${home ?? key}\``;
    }
    rows.push(`| \`${name}\` | ${cell(typeText(property))} | ${cell(defaultText(name, property, schema))} | ${cell(meaning)} |`);
  }
  return [`## ${title}`, "", "| key | type | default | meaning |", "|---|---|---|---|", ...rows, "", ...below];
}

const HOSTS: Readonly<Record<ExtensionHost, string>> = {
  document: "the document",
  pathItem: "a path",
  operation: "an operation",
  parameter: "a parameter",
};

/** The page as Markdown. `schema` is what `configSchema` gives. */
export function configReference(schema: unknown): string {
  const root = node.parse(schema);
  const lines = [
    "# Configuration",
    "",
    "`portcullis.yaml`, key by key. This page is made from the decoder of the file, like the JSON Schema in",
    "[schemas/config.json](schemas/config.json) that editors complete by; `portcullis schema` prints that schema. Unknown keys are errors.",
    "Durations are written `250ms`, `30s`, `10m`, `1h`, `7d`; sizes `64KB`, `1MB`, `2GB` (1 KB is 1,024 bytes). Paths are relative to the file.",
    "What an operation says under a key holds there instead of what the API says under that key, as a whole: its `limits` replace the API's.",
    "`portcullis mode` lists the guards of a running gateway; [their names](#names-for-modes-and-on_error) are what `modes` and `on_error` take.",
    "",
    ...sections("The file", "", root, homesOf("", root, new Map())),
    "## Names for `modes` and `on_error`",
    "",
    "| name | phase | what it does |",
    "|---|---|---|",
    "| `authn` | authn | proves who calls, by the operation's security requirement; has a mode only |",
    ...[...GUARDS, ...REWRITES].map(({ name, phase, summary }) => `| \`${name}\` | ${phase} | ${cell(summary)} |`),
    "",
    "## In the API's document",
    "",
    "Extensions of OpenAPI that are read; any other `x-portcullis-*` is an error.",
    "",
    "| extension | stands in | meaning |",
    "|---|---|---|",
    ...EXTENSIONS.map(({ key, on, summary }) => `| \`${key}\` | ${on.map((host) => HOSTS[host]).join(", ")} | ${cell(summary)} |`),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}
