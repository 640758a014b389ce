/** Reading the JSON Schema Test Suite (MIT): groups with exact numbers, remote documents, and the meta-schemas that cases refer to. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DEFAULT_JSON_LIMITS } from "../../../src/codec/json/json_limits.ts";
import { parseJsonNumber } from "../../../src/codec/json/json_number.ts";
import { isJsonArray, isJsonObject, JsonNumber } from "../../../src/codec/json/json_value.ts";

export interface SuiteTest {
  readonly description: string;
  /** JSON text of the instance, its numbers as the suite writes them. */
  readonly text: string;
  readonly valid: boolean;
}

export interface SuiteGroup {
  readonly file: string;
  readonly description: string;
  readonly schema: unknown;
  readonly tests: readonly SuiteTest[];
}

/** Decodes with numbers replaced by what `toNumber` makes of their source text. Names like `__proto__` are kept, as the cases need. */
function decode(text: string, toNumber: (source: string) => unknown): unknown {
  const revive = (_name: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === "number" && context?.source !== undefined ? toNumber(context.source) : value;
  return JSON.parse(text, revive);
}

const exactly = (source: string): unknown => parseJsonNumber(source, { ...DEFAULT_JSON_LIMITS, maxNumberDigits: 1_000 });

/** Writes a decoded value again, its numbers by their text. */
function toText(value: unknown): string {
  if (value instanceof JsonNumber) return value.text;
  if (isJsonArray(value)) return `[${value.map(toText).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  return `{${Object.keys(value)
    .map((name) => `${JSON.stringify(name)}:${toText(value[name])}`)
    .join(",")}}`;
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!isJsonArray(value)) throw new Error("the suite's file is not a list");
  return value.filter(isJsonObject);
}

/** The groups of one file. */
export function readGroups(path: string, file: string): readonly SuiteGroup[] {
  const source = readFileSync(path, "utf8");
  const schemas = listOf(decode(source, exactly));
  return listOf(decode(source, (text) => new JsonNumber(text, Number(text)))).map((group, index) => ({
    file,
    description: String(group["description"]),
    schema: schemas[index]?.["schema"],
    tests: listOf(group["tests"]).map((test) => ({
      description: String(test["description"]),
      text: toText(test["data"]),
      valid: test["valid"] === true,
    })),
  }));
}

export interface Document {
  readonly uri: string;
  readonly value: unknown;
}

/** The remote documents of a draft, under the address the suite serves them at. */
export function readRemotes(folder: string, draft: string): readonly Document[] {
  return globSync("**/*.json", { cwd: folder })
    .filter((path) => path.startsWith(`${draft}/`) || !/^(?:draft|v\d)/u.test(path))
    .map((path) => ({ uri: `http://localhost:1234/${path}`, value: decode(readFileSync(join(folder, path), "utf8"), exactly) }));
}

const packages = fileURLToPath(new URL("../../../node_modules/", import.meta.url));
const META_SCHEMAS = {
  "draft2020-12": "ajv/dist/refs/json-schema-2020-12/**/*.json",
  draft4: "ajv-draft-04/dist/refs/json-schema-draft-04.json",
} as const;

/** The meta-schemas of a draft, as the development packages carry them. */
export function readMetaSchemas(draft: keyof typeof META_SCHEMAS): readonly Document[] {
  return globSync(META_SCHEMAS[draft], { cwd: packages }).map((path) => {
    const value = decode(readFileSync(join(packages, path), "utf8"), exactly);
    const id = isJsonObject(value) ? (value["$id"] ?? value["id"]) : undefined;
    if (typeof id !== "string") throw new Error(`${path} has no id`);
    return { uri: id.replace(/#$/u, ""), value };
  });
}
