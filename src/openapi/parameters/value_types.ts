/** The types a schema leaves a value, as bits, found without a value: what text may be read as. */
import { isJsonArray, isJsonNumeric, isJsonObject, type JsonObject, type JsonValue } from "../../codec/json/json_value.ts";
import { isIntegral } from "../../codec/json/decimal.ts";
import { below, referenceOf } from "../schema/composition.ts";
import { isModern, plainDialect } from "../schema/dialect.ts";
import type { LocatedSchema, SchemaRegistry } from "../schema/registry.ts";

export const NULL = 1;
export const BOOLEAN = 2;
export const INTEGER = 4;
/** Numbers that are not whole; `number` is both bits. */
export const FRACTION = 8;
export const STRING = 16;
export const ARRAY = 32;
export const OBJECT = 64;
export const NUMBER: number = INTEGER | FRACTION;
export const SCALAR: number = NULL | BOOLEAN | NUMBER | STRING;
export const ANY: number = SCALAR | ARRAY | OBJECT;

const BY_NAME: ReadonlyMap<JsonValue, number> = new Map<JsonValue, number>([
  ["null", NULL],
  ["boolean", BOOLEAN],
  ["integer", INTEGER],
  ["number", NUMBER],
  ["string", STRING],
  ["array", ARRAY],
  ["object", OBJECT],
]);

function typeOfValue(value: JsonValue): number {
  if (value === null) return NULL;
  if (typeof value === "boolean") return BOOLEAN;
  if (typeof value === "string") return STRING;
  if (isJsonNumeric(value)) return isIntegral(value) ? INTEGER : FRACTION;
  return isJsonArray(value) ? ARRAY : OBJECT;
}

const own = (value: JsonObject, keyword: string): JsonValue | undefined => (Object.hasOwn(value, keyword) ? value[keyword] : undefined);

/** `type`, `enum` and `const` of the schema itself. */
function ownTypes(value: JsonObject, schema: LocatedSchema): number {
  let types = ANY;
  const type = own(value, "type");
  if (type !== undefined) {
    types = (isJsonArray(type) ? type : [type]).reduce((bits: number, name) => bits | (BY_NAME.get(name) ?? 0), 0);
    const plain = plainDialect(schema.resource.dialect);
    if (plain !== null && own(value, plain.nullable) === true) types |= NULL;
  }
  const list = own(value, "enum");
  if (isJsonArray(list)) types &= list.reduce((bits: number, item) => bits | typeOfValue(item), 0);
  const constant = isModern(schema.resource.dialect) ? own(value, "const") : undefined;
  return constant === undefined ? types : types & typeOfValue(constant);
}

/**
 * The bits of every type some value of which may fit: never too few. `allOf` and `$ref` narrow, `anyOf` and `oneOf` are the union of their branches; what is
 * not looked at (`not`, `if`, `$dynamicRef`) narrows nothing.
 */
export function typesOf(schema: LocatedSchema, registry: SchemaRegistry, passed: ReadonlySet<JsonValue> = new Set()): number {
  const { value, resource } = schema;
  if (value === false) return 0;
  if (!isJsonObject(value) || passed.has(value)) return ANY;
  const within = new Set(passed).add(value);
  const target = referenceOf(schema, registry);
  if (target !== null && !isModern(resource.dialect)) return typesOf(target, registry, within);
  let types = ownTypes(value, schema);
  if (target !== null) types &= typesOf(target, registry, within);
  for (const branch of branches(schema, "allOf", registry)) types &= typesOf(branch, registry, within);
  for (const keyword of ["anyOf", "oneOf"] as const) {
    const found = branches(schema, keyword, registry);
    if (found.length > 0) types &= found.reduce((bits, branch) => bits | typesOf(branch, registry, within), 0);
  }
  return types;
}

/** The schemas of a list keyword. */
export function branches(schema: LocatedSchema, keyword: "allOf" | "anyOf" | "oneOf", registry: SchemaRegistry): readonly LocatedSchema[] {
  const list = isJsonObject(schema.value) ? own(schema.value, keyword) : undefined;
  if (!isJsonArray(list)) return [];
  return [...list.keys()].map((index) => below(schema, registry, keyword, index)).filter((branch) => branch !== null);
}

const HINTS: readonly (readonly [types: number, keywords: readonly string[]])[] = [
  [OBJECT, ["properties", "additionalProperties", "patternProperties", "required", "minProperties", "maxProperties"]],
  [ARRAY, ["items", "prefixItems", "minItems", "maxItems", "uniqueItems"]],
  [STRING, ["pattern", "format", "minLength", "maxLength"]],
  [NUMBER, ["minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"]],
];

/** Types that keywords of an untyped schema speak about; 0 where none does. A guess for reading text, never for judging. */
export function hintedTypes(schemas: readonly LocatedSchema[]): number {
  let types = 0;
  for (const { value } of schemas) {
    if (!isJsonObject(value)) continue;
    for (const [bits, keywords] of HINTS) if (keywords.some((keyword) => Object.hasOwn(value, keyword))) types |= bits;
  }
  return types;
}
