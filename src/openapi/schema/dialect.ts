/** The dialects of JSON Schema that descriptions are written in. */

/**
 * - `swagger-2.0`: Swagger 2.0 Schema Object and the value keywords of its parameters, draft 4 with `x-nullable`; `$ref` stands alone.
 * - `openapi-3.0`: OpenAPI 3.0.3 Schema Object, draft 5 with `nullable`; `$ref` stands alone.
 * - `openapi-3.1`: JSON Schema 2020-12 with the OpenAPI vocabulary (`discriminator`); also 3.2.
 * - `2020-12`, `draft-04`: as json-schema.org has them.
 */
export type Dialect = "swagger-2.0" | "openapi-3.0" | "openapi-3.1" | "2020-12" | "draft-04";

/** Whether the dialect has the keywords of 2020-12; otherwise those of draft 4. */
export function isModern(dialect: Dialect): boolean {
  return dialect === "openapi-3.1" || dialect === "2020-12";
}

/** What the dialect is called in a message, where it has no lists of schemas under `items`, no lists under `type`, no `null` and no `patternProperties`. */
export function plainDialect(dialect: Dialect): { readonly title: string; readonly nullable: "nullable" | "x-nullable" } | null {
  return PLAIN.get(dialect) ?? null;
}

const PLAIN: ReadonlyMap<Dialect, { readonly title: string; readonly nullable: "nullable" | "x-nullable" }> = new Map([
  ["swagger-2.0", { title: "Swagger 2.0", nullable: "x-nullable" }],
  ["openapi-3.0", { title: "OpenAPI 3.0", nullable: "nullable" }],
]);

/** The keyword that names a schema resource, or null where the dialect has none. */
export function idKeyword(dialect: Dialect): "$id" | "id" | null {
  if (isModern(dialect)) return "$id";
  return dialect === "draft-04" ? "id" : null;
}

/** How the value of a keyword holds schemas. */
export type Holding = "schema" | "schemas" | "names" | "schema_or_schemas" | "names_or_lists";

/** Keywords with schemas inside, over all dialects: `names` is a map of schemas, `names_or_lists` a map of schemas or name lists. */
export const SCHEMA_HOLDERS: ReadonlyMap<string, Holding> = new Map<string, Holding>([
  ["$defs", "names"],
  ["definitions", "names"],
  ["properties", "names"],
  ["patternProperties", "names"],
  ["dependentSchemas", "names"],
  ["dependencies", "names_or_lists"],
  ["allOf", "schemas"],
  ["anyOf", "schemas"],
  ["oneOf", "schemas"],
  ["prefixItems", "schemas"],
  ["items", "schema_or_schemas"],
  ["additionalItems", "schema"],
  ["additionalProperties", "schema"],
  ["propertyNames", "schema"],
  ["unevaluatedItems", "schema"],
  ["unevaluatedProperties", "schema"],
  ["contains", "schema"],
  ["contentSchema", "schema"],
  ["not", "schema"],
  ["if", "schema"],
  ["then", "schema"],
  ["else", "schema"],
]);

/** The `$vocabulary` that makes the assertions of 2020-12 assert (JSON Schema 2020-12 validation, section 6). */
export const VALIDATION_VOCABULARY = "https://json-schema.org/draft/2020-12/vocab/validation";
