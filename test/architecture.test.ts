/** The layer table of DESIGN section 3, enforced: imports go one way, pure layers touch no world, siblings stay apart. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Rows from the bottom up. A layer may import from rows below its own; within a row only from itself. */
const ROWS: readonly (readonly string[])[] = [
  ["kernel"],
  ["codec", "regexp"],
  ["message"],
  ["token", "openapi", "grpc", "waf", "limit", "balance", "policy", "detect", "inventory"],
  ["guards", "authn", "rewrites"],
  ["config", "events"],
  ["engine"],
  ["adapters"],
  ["embed", "admin", "cli", "audit", "scan", "replay"],
  ["gateway"],
];
const RANK = new Map(ROWS.flatMap((row, rank) => row.map((layer) => [layer, rank] as const)));
const FIRST_IMPURE = ROWS.findIndex((row) => row.includes("adapters"));
/** The command line starts the gateway, so the composition root is below it in practice: the one edge that goes up. */
const UPWARD: ReadonlySet<string> = new Set(["cli -> gateway"]);
/** Feature folders that never import each other; files directly in the layer are shared by them. */
const FEATURE_LAYERS: ReadonlySet<string> = new Set(["guards", "authn", "rewrites"]);
/** npm packages that are pure computation and may stand in pure layers. */
const PURE_PACKAGES: ReadonlySet<string> = new Set(["zod", "yaml", "re2js"]);

interface Import {
  readonly from: string;
  readonly specifier: string;
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const found: Import[] = [];
  for (const match of text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+"([^"]+)"|import\("([^"]+)"\)|(?:^|\n)\s*import\s+"([^"]+)"/gu,
  )) {
    found.push({ from: file, specifier: match[1] ?? match[2] ?? match[3] ?? "" });
  }
  return found;
}

const layerOf = (path: string): string => (path.split("/")[1] ?? "").replace(/\.ts$/u, "");
const featureOf = (path: string): string | null => (path.split("/").length > 3 ? (path.split("/")[2] ?? null) : null);

function violation({ from, specifier }: Import): string | null {
  const layer = layerOf(from);
  const rank = RANK.get(layer);
  if (rank === undefined) return `${from}: \`${layer}\` is not in the layer table`;
  if (!specifier.startsWith(".")) {
    if (rank >= FIRST_IMPURE || PURE_PACKAGES.has(specifier)) return null;
    return `${from}: a pure layer imports \`${specifier}\``;
  }
  const target = normalize(join(dirname(from), specifier));
  const other = layerOf(target);
  if (other === layer) {
    const [mine, theirs] = [featureOf(from), featureOf(target)];
    if (FEATURE_LAYERS.has(layer) && mine !== null && theirs !== null && mine !== theirs)
      return `${from}: one feature imports another, \`${target}\``;
    return null;
  }
  const otherRank = RANK.get(other);
  if (otherRank === undefined) return `${from}: \`${target}\` is not in the layer table`;
  if (otherRank < rank || UPWARD.has(`${layer} -> ${other}`)) return null;
  return `${from}: \`${layer}\` may not import \`${other}\` (${target})`;
}

const sources = globSync("src/**/*.ts", { cwd: root }).filter((file) => !file.endsWith(".test.ts") && file !== "src/index.ts");

test("imports go one way through the layer table", () => {
  const imports = sources.flatMap(importsOf);
  assert.ok(sources.length > 10 && imports.length > 10, "the table was run over the sources");
  assert.deepEqual(
    imports.map(violation).filter((text) => text !== null),
    [],
  );
});

test("pure layers reach no clock, network or randomness of their own", () => {
  const forbidden =
    /\b(?:Date\.now|Math\.random|performance\.now|new Date\(\)|fetch\(|crypto\.|console\.|globalThis|setImmediate|setTimeout|setInterval|process\.)/u;
  const guilty = sources
    .filter((file) => (RANK.get(layerOf(file)) ?? 0) < FIRST_IMPURE)
    .filter((file) => forbidden.test(readFileSync(join(root, file), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gmu, "")));
  assert.deepEqual(
    guilty.map((file) => relative("src", file)),
    [],
  );
});

test("a file opens with what it is", () => {
  assert.deepEqual(
    sources.filter((file) => !readFileSync(join(root, file), "utf8").startsWith("/**")),
    [],
  );
});
