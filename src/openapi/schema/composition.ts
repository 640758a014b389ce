/** What a schema says through the schemas it is composed of, read from the document before anything is compiled. */
import { isJsonArray, isJsonObject, type JsonValue } from "../../codec/json/json_value.ts";
import type { LocatedSchema, SchemaRegistry } from "./registry.ts";
import { isModern } from "./dialect.ts";
import { placeBelow, toPlaceText } from "../place.ts";

/** The schema under tokens of another. */
export function below(schema: LocatedSchema, registry: SchemaRegistry, ...tokens: readonly (string | number)[]): LocatedSchema | null {
  return registry.locate(placeBelow(schema.place, ...tokens));
}

/** Where its `$ref` leads, or null. */
export function referenceOf(schema: LocatedSchema, registry: SchemaRegistry): LocatedSchema | null {
  const ref = isJsonObject(schema.value) && Object.hasOwn(schema.value, "$ref") ? schema.value["$ref"] : undefined;
  return typeof ref === "string" ? registry.resolve(ref, schema.resource) : null;
}

const SINGLE = ["if", "then", "else"] as const;

/** Schemas applied to the same value: by `$ref`, `allOf`, and with `alternatives` also those that apply only sometimes. */
function composedOf(schema: LocatedSchema, registry: SchemaRegistry, alternatives: boolean): readonly LocatedSchema[] {
  const { value, resource } = schema;
  if (!isJsonObject(value)) return [];
  const found: (LocatedSchema | null)[] = [referenceOf(schema, registry)];
  if (found[0] !== null && !isModern(resource.dialect)) return found.filter((entry) => entry !== null);
  for (const keyword of alternatives ? ["allOf", "anyOf", "oneOf"] : ["allOf"]) {
    const list = Object.hasOwn(value, keyword) ? value[keyword] : undefined;
    if (isJsonArray(list)) for (const index of list.keys()) found.push(below(schema, registry, keyword, index));
  }
  if (alternatives && isModern(resource.dialect)) {
    for (const keyword of SINGLE) if (Object.hasOwn(value, keyword)) found.push(below(schema, registry, keyword));
    const dependent = Object.hasOwn(value, "dependentSchemas") ? value["dependentSchemas"] : undefined;
    if (isJsonObject(dependent)) for (const name of Object.keys(dependent)) found.push(below(schema, registry, "dependentSchemas", name));
  }
  return found.filter((entry) => entry !== null);
}

/** The schema and all it is composed of, each once. */
function closureOf(schema: LocatedSchema, registry: SchemaRegistry, alternatives: boolean): readonly LocatedSchema[] {
  const found = new Map<string, LocatedSchema>();
  const open = [schema];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const key = toPlaceText(next.place);
    if (found.has(key)) continue;
    found.set(key, next);
    open.push(...composedOf(next, registry, alternatives));
  }
  return [...found.values()];
}

const memberNames = (value: JsonValue, keyword: string): readonly string[] => {
  const members = isJsonObject(value) && Object.hasOwn(value, keyword) ? value[keyword] : undefined;
  return isJsonObject(members) ? Object.keys(members) : [];
};

const flagged = (schema: LocatedSchema, flag: "readOnly" | "writeOnly"): boolean =>
  isJsonObject(schema.value) && schema.value[flag] === true;

/** Names whose property is `readOnly` or `writeOnly` somewhere in the composition. */
export function directionOfNames(schema: LocatedSchema, registry: SchemaRegistry): ReadonlyMap<string, "readOnly" | "writeOnly"> {
  const names = new Map<string, "readOnly" | "writeOnly">();
  for (const part of closureOf(schema, registry, false)) {
    for (const name of memberNames(part.value, "properties")) {
      const property = below(part, registry, "properties", name);
      const parts = property === null ? [] : closureOf(property, registry, false);
      if (parts.some((entry) => flagged(entry, "readOnly"))) names.set(name, "readOnly");
      else if (parts.some((entry) => flagged(entry, "writeOnly"))) names.set(name, "writeOnly");
    }
  }
  return names;
}

/** How `additionalProperties: strict` treats a schema. */
export type Closing =
  /** It declares nothing, or says itself that more may come. */
  | "open"
  /** Its own `properties` are all it declares: closing is `additionalProperties: false`. */
  | "simple"
  /** Others declare too: what nothing evaluated is refused. */
  | "composed";

const OPENING = ["patternProperties"] as const;
const SAYS_ITSELF = ["additionalProperties", "unevaluatedProperties"] as const;

export function closingOf(schema: LocatedSchema, registry: SchemaRegistry): Closing {
  const parts = closureOf(schema, registry, true);
  const declares = parts.some((part) => isJsonObject(part.value) && Object.hasOwn(part.value, "properties"));
  const opens = parts.some((part) => OPENING.some((keyword) => memberNames(part.value, keyword).length > 0) || isBaseOfOthers(part.value));
  if (!declares || opens) return "open";
  if (SAYS_ITSELF.some((keyword) => isJsonObject(schema.value) && Object.hasOwn(schema.value, keyword))) return "open";
  return parts.length === 1 ? "simple" : "composed";
}

/** A discriminator without alternatives: the schemas that extend this one add properties to it. */
function isBaseOfOthers(value: JsonValue): boolean {
  return isJsonObject(value) && Object.hasOwn(value, "discriminator") && !Object.hasOwn(value, "oneOf") && !Object.hasOwn(value, "anyOf");
}

const BESIDE_REF: ReadonlySet<string> = new Set("$ref summary description title deprecated default example examples $comment".split(" "));

/** Whether a schema is nothing but a reference. */
export function isOnlyReference(schema: LocatedSchema): boolean {
  const { value, resource } = schema;
  if (!isJsonObject(value) || !Object.hasOwn(value, "$ref")) return false;
  return !isModern(resource.dialect) || Object.keys(value).every((keyword) => BESIDE_REF.has(keyword) || keyword.startsWith("x-"));
}
