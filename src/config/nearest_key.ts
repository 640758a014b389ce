/** The keys that there are at a place of the configuration, and the one that was probably meant where one does not exist. */
import { z } from "zod";
import { nearestWord } from "../codec/nearest_word.ts";
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
  return nearestWord(key, new Set(keysAt(path)), Math.min(MAX_EDITS, Math.ceil(key.length / 3)));
}

/** The keys that an object at `path` of the configuration may have, each once. Only for messages: it is not fast. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const root = node.parse(z.toJSONSchema(config, { io: "input", unrepresentable: "any" }));
  const nodes = path.reduce<readonly Node[]>((at, step) => at.flatMap((each) => below(each, step)), [root]);
  return [...new Set(nodes.flatMap(alternatives).flatMap(({ properties }) => Object.keys(properties ?? {})))];
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
