/** The key that was probably meant, for one that does not exist. */
import { z } from "zod";
import { config } from "./config.ts";

interface Node {
  readonly properties?: Readonly<Record<string, Node>> | undefined;
  readonly items?: Node | undefined;
  readonly additionalProperties?: boolean | Node | undefined;
  readonly anyOf?: readonly Node[] | undefined;
}

const node: z.ZodType<Node> = z.lazy(() =>
  z.object({
    properties: z.record(z.string(), node).optional(),
    items: node.optional(),
    additionalProperties: z.union([z.boolean(), node]).optional(),
    anyOf: z.array(node).optional(),
  }),
);

/** Edits, of one character each, that a mistyped key may be away from the one that was meant. */
const MAX_EDITS = 2;

/** The nearest of the keys that may stand beside `key` at `path` of the configuration; null when none is near. Only for messages: it is not fast. */
export function nearestKey(path: readonly PropertyKey[], key: string): string | null {
  const root = node.parse(z.toJSONSchema(config, { io: "input", unrepresentable: "any" }));
  const nodes = path.reduce<readonly Node[]>((at, step) => at.flatMap((each) => below(each, step)), [root]);
  const known = new Set(nodes.flatMap(alternatives).flatMap(({ properties }) => Object.keys(properties ?? {})));
  let nearest: string | null = null;
  let fewest = Math.min(MAX_EDITS, Math.ceil(key.length / 3)) + 1;
  for (const candidate of known) {
    const edits = editDistance(key.toLowerCase(), candidate);
    if (edits >= fewest) continue;
    fewest = edits;
    nearest = candidate;
  }
  return nearest;
}

function alternatives(schema: Node): readonly Node[] {
  return [schema, ...(schema.anyOf ?? []).flatMap(alternatives)];
}

function below(schema: Node, step: PropertyKey): readonly Node[] {
  return alternatives(schema).flatMap(({ properties, items, additionalProperties }) => {
    if (typeof step === "number") return items === undefined ? [] : [items];
    const property = typeof step === "string" && properties !== undefined && Object.hasOwn(properties, step) ? properties[step] : undefined;
    if (property !== undefined) return [property];
    return typeof additionalProperties === "object" ? [additionalProperties] : [];
  });
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). Keys are short: what is long is cut. */
function editDistance(a: string, b: string): number {
  const [from, to] = [a.slice(0, 64), b.slice(0, 64)];
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_unused, index) => index)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= from.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      const swapped =
        i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1] ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      rows[i]?.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (same ? 0 : 1), swapped));
    }
  }
  return at(from.length, to.length);
}
