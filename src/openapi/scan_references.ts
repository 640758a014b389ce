/** Every `$ref` of a file, wherever it stands, found by one walk that knows names and example data from keywords. */
import { pointerTo } from "./json_pointer.ts";
import { isJsonArray, isJsonObject, type JsonObject, stringMember } from "./json_value.ts";
import { resolveUri } from "./uri_reference.ts";

export interface FoundReference {
  readonly ref: string;
  /** Base URI it is resolved against: the file's, or that of the nearest `$id` above (JSON Schema 2020-12 section 8.2). */
  readonly base: string;
  /** Pointer of the object that has the `$ref`. */
  readonly pointer: string;
}

export interface ScannedFile {
  readonly references: readonly FoundReference[];
  /** Schema resources embedded by `$id`: absolute URI to pointer. */
  readonly embedded: ReadonlyMap<string, string>;
  /** Keys with our prefix, wherever they stand. */
  readonly extensions: readonly { readonly key: string; readonly pointer: string }[];
}

/** Keywords whose value is a map from free names to objects. */
const NAME_MAPS: ReadonlySet<string> = new Set([
  ..."properties patternProperties $defs definitions dependentSchemas dependentRequired paths webhooks pathItems schemas responses parameters".split(
    " ",
  ),
  ..."examples requestBodies headers securitySchemes links callbacks mediaTypes content encoding variables mapping scopes additionalOperations".split(
    " ",
  ),
]);
/** Keywords whose value is data of the API, not of the description. */
const DATA: ReadonlySet<string> = new Set(["example", "default", "const", "enum", "value", "dataValue", "serializedValue"]);

export const EXTENSION_PREFIX = "x-portcullis-";

type Context = "object" | "names" | "data";

function contextBelow(context: Context, key: string, value: unknown, swagger: boolean): Context {
  if (context === "names") return "object";
  if (DATA.has(key) || key.startsWith("x-") || (key === "examples" && (swagger || isJsonArray(value)))) return "data";
  return NAME_MAPS.has(key) ? "names" : "object";
}

/** Walks `root`, which must be bounded already. `base` is the file's base URI. In Swagger 2.0 (`swagger`) `examples` are data themselves. */
export function scanReferences(root: unknown, base: string, swagger: boolean = false): ScannedFile {
  const references: FoundReference[] = [];
  const embedded = new Map<string, string>();
  const extensions: { key: string; pointer: string }[] = [];
  const path: (string | number)[] = [];

  function visitObject(value: JsonObject, context: Context, outer: string): void {
    let inner = outer;
    if (context === "object") {
      const id = stringMember(value, "$id");
      if (id !== undefined) {
        inner = resolveUri(id, outer);
        embedded.set(inner.endsWith("#") ? inner.slice(0, -1) : inner, pointerTo("", ...path));
      }
      const ref = stringMember(value, "$ref");
      if (ref !== undefined) references.push({ ref, base: inner, pointer: pointerTo("", ...path) });
    }
    for (const key of Object.keys(value)) {
      if (context === "object" && key.startsWith(EXTENSION_PREFIX)) extensions.push({ key, pointer: pointerTo("", ...path, key) });
      const child = value[key];
      if (typeof child !== "object" || child === null) continue;
      const below = contextBelow(context, key, child, swagger);
      if (below === "data") continue;
      path.push(key);
      visit(child, below, inner);
      path.pop();
    }
  }

  function visit(value: unknown, context: Context, outer: string): void {
    if (isJsonArray(value)) {
      for (let index = 0; index < value.length; index += 1) {
        path.push(index);
        visit(value[index], "object", outer);
        path.pop();
      }
    } else if (isJsonObject(value)) visitObject(value, context, outer);
  }

  visit(root, "object", base);
  return { references, embedded, extensions };
}
