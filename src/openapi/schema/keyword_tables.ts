/** Every keyword of each dialect, in the order in which it is checked. Nothing elsewhere enumerates keywords. */
import { nearestWord } from "../../codec/nearest_word.ts";
import type { Dialect } from "./dialect.ts";
import type { CompileKeyword } from "./keyword.ts";
import { compileConst, compileEnum, compileReadOnly, compileType, compileWriteOnly } from "./keywords/any_value.ts";
import {
  compileContains,
  compileItems,
  compileLegacyItems,
  compileMaxItems,
  compileMinItems,
  compileUniqueItems,
} from "./keywords/array.ts";
import { compileAllOf, compileAnyOf, compileDependentSchemas, compileIf, compileNot, compileOneOf } from "./keywords/compose.ts";
import {
  compileExclusiveMaximum,
  compileExclusiveMinimum,
  compileLegacyExclusiveMaximum,
  compileLegacyExclusiveMinimum,
  compileLegacyMaximum,
  compileLegacyMinimum,
  compileMaximum,
  compileMinimum,
  compileMultiple,
} from "./keywords/number.ts";
import {
  compileDependencies,
  compileDependentRequired,
  compileMaxProperties,
  compileMembers,
  compileMinProperties,
  compilePropertyNames,
  compileRequired,
} from "./keywords/object.ts";
import { compileDynamicRef, compileRef } from "./keywords/reference.ts";
import { compileFormat, compileMaxLength, compileMinLength, compilePatternKeyword } from "./keywords/text.ts";
import { compileUnevaluatedItems, compileUnevaluatedProperties } from "./keywords/unevaluated.ts";

/** A compiler and the keywords it reads together; it runs where one of them is present, with the value of the first that is. */
export interface KeywordRow {
  readonly keywords: readonly string[];
  readonly compile: CompileKeyword;
  /** Belongs to the validation vocabulary, which a meta-schema may leave out. */
  readonly assertion: boolean;
}

const row = (keywords: string, compile: CompileKeyword): KeywordRow => ({ keywords: keywords.split(" "), compile, assertion: false });
const assertion = (keywords: string, compile: CompileKeyword): KeywordRow => ({ ...row(keywords, compile), assertion: true });

const GATES: readonly KeywordRow[] = [assertion("type", compileType), assertion("enum", compileEnum)];
const SIZES: readonly KeywordRow[] = [
  assertion("maxLength", compileMaxLength),
  assertion("minLength", compileMinLength),
  assertion("pattern", compilePatternKeyword),
  row("format", compileFormat),
  assertion("multipleOf", compileMultiple),
  assertion("maxItems", compileMaxItems),
  assertion("minItems", compileMinItems),
  assertion("uniqueItems", compileUniqueItems),
  assertion("maxProperties", compileMaxProperties),
  assertion("minProperties", compileMinProperties),
  assertion("required", compileRequired),
];
const COMPOSITION: readonly KeywordRow[] = [
  row("allOf", compileAllOf),
  row("anyOf", compileAnyOf),
  row("oneOf", compileOneOf),
  row("not", compileNot),
];
const DIRECTIONS: readonly KeywordRow[] = [row("readOnly", compileReadOnly), row("writeOnly", compileWriteOnly)];

const LEGACY_BOUNDS: readonly KeywordRow[] = [
  assertion("minimum", compileLegacyMinimum),
  assertion("maximum", compileLegacyMaximum),
  assertion("exclusiveMinimum", compileLegacyExclusiveMinimum),
  assertion("exclusiveMaximum", compileLegacyExclusiveMaximum),
];

/** OpenAPI 3.0.3 Schema Object. */
const OPENAPI_30: readonly KeywordRow[] = [
  ...DIRECTIONS,
  ...GATES,
  ...SIZES,
  ...LEGACY_BOUNDS,
  row("items", compileLegacyItems),
  row("properties additionalProperties", compileMembers),
  ...COMPOSITION,
];

/** Swagger 2.0 Schema Object: what it left of draft 4. */
const SWAGGER_20: readonly KeywordRow[] = [
  row("readOnly", compileReadOnly),
  ...GATES,
  ...SIZES,
  ...LEGACY_BOUNDS,
  row("items", compileLegacyItems),
  row("properties additionalProperties", compileMembers),
  row("allOf", compileAllOf),
];

/** JSON Schema draft 4. */
const DRAFT_04: readonly KeywordRow[] = [
  ...GATES,
  ...SIZES,
  ...LEGACY_BOUNDS,
  row("items", compileLegacyItems),
  row("properties patternProperties additionalProperties", compileMembers),
  row("dependencies", compileDependencies),
  ...COMPOSITION,
];

/** JSON Schema 2020-12. */
const MODERN: readonly KeywordRow[] = [
  ...GATES,
  assertion("const", compileConst),
  ...SIZES,
  assertion("minimum", compileMinimum),
  assertion("maximum", compileMaximum),
  assertion("exclusiveMinimum", compileExclusiveMinimum),
  assertion("exclusiveMaximum", compileExclusiveMaximum),
  row("items prefixItems", compileItems),
  row("contains", compileContains),
  row("properties patternProperties additionalProperties", compileMembers),
  row("propertyNames", compilePropertyNames),
  assertion("dependentRequired", compileDependentRequired),
  row("$ref", compileRef),
  row("$dynamicRef", compileDynamicRef),
  row("dependentSchemas", compileDependentSchemas),
  ...COMPOSITION,
  row("if", compileIf),
  row("unevaluatedItems", compileUnevaluatedItems),
  row("unevaluatedProperties", compileUnevaluatedProperties),
];

export const KEYWORD_TABLES: Readonly<Record<Dialect, readonly KeywordRow[]>> = {
  "swagger-2.0": SWAGGER_20,
  "openapi-3.0": OPENAPI_30,
  "openapi-3.1": [...DIRECTIONS, ...MODERN],
  "2020-12": MODERN,
  "draft-04": DRAFT_04,
};

/** In draft 4, Swagger 2.0 and OpenAPI 3.0 nothing beside `$ref` counts (OpenAPI 3.0.3 Reference Object). */
export const REFERENCE_ALONE: readonly KeywordRow[] = [row("$ref", compileRef)];

const DESCRIBING = "title description default deprecated example examples externalDocs xml readOnly discriminator summary";
const MODERN_OTHERS =
  "writeOnly $schema $id $anchor $dynamicAnchor $defs $comment $vocabulary then else minContains maxContains contentEncoding contentMediaType contentSchema";
const OTHERS: Readonly<Record<Dialect, string>> = {
  "swagger-2.0": "collectionFormat",
  "openapi-3.0": "nullable writeOnly",
  "openapi-3.1": MODERN_OTHERS,
  "2020-12": MODERN_OTHERS,
  "draft-04": "writeOnly $schema id definitions additionalItems",
};

/** Keywords the dialect knows, whether they assert or describe. */
export function knownKeywords(dialect: Dialect): ReadonlySet<string> {
  const known =
    KNOWN.get(dialect) ??
    new Set(["$ref", ...KEYWORD_TABLES[dialect].flatMap((entry) => entry.keywords), ...`${DESCRIBING} ${OTHERS[dialect]}`.split(" ")]);
  KNOWN.set(dialect, known);
  return known;
}

/** Whether some dialect checks something by this keyword. */
export function assertsElsewhere(keyword: string): boolean {
  return ASSERTING.has(keyword);
}

/** The keyword that one nobody knows was probably meant to be: schemas are silent about what they do not know, and it looks like a check. */
export function meantKeyword(keyword: string): string | null {
  return keyword.length < MIN_MISSPELT
    ? null
    : nearestWord(keyword.replaceAll(/[_-]/gu, ""), ASSERTING, keyword.length < LONG_KEYWORD ? 1 : 2);
}

/** Shorter names are near to too many. */
const MIN_MISSPELT = 5;
const LONG_KEYWORD = 8;

const ASSERTING: ReadonlySet<string> = new Set([
  "nullable",
  "additionalItems",
  ...Object.values(KEYWORD_TABLES).flatMap((rows) => rows.flatMap((entry) => entry.keywords)),
]);

const KNOWN = new Map<Dialect, ReadonlySet<string>>();
