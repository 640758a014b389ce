/** Parameters that are no body: in path, query or header (Swagger 2.0, Parameter Object). */
import type { Located } from "../description.ts";
import { member, stringMember } from "../json_value.ts";
import { placeBelow } from "../place.ts";
import { listStyle } from "./collection_format.ts";
import { type Conversion, extensionsOf, type Names, pick } from "./conversion.ts";
import { toValueSchema } from "./value_schema.ts";

const PLACES: ReadonlySet<string> = new Set(["path", "query", "header", "body", "formData"]);

/** Where a parameter stands; null after the issue was noted. */
export function readIn({ source }: Conversion, { value, place }: Located): "path" | "query" | "header" | "body" | "formData" | null {
  const where = stringMember(value, "in");
  if (where === "path" || where === "query" || where === "header" || where === "body" || where === "formData") return where;
  if (where !== undefined) {
    const message = `a parameter can't be in \`${where}\` in Swagger 2.0; it is in one of ${[...PLACES].join(", ")}`;
    source.error("openapi.parameter_in", message, placeBelow(place, "in"));
  }
  return null;
}

/** The parameter as OpenAPI 3 has it, to stand at `at` of the converted document; null after the issue was noted. */
export function toParameter(conversion: Conversion, located: Located, where: "path" | "query" | "header", at: string): Names | null {
  const { value, place } = located;
  const { origins, source } = conversion;
  const schema = toValueSchema(conversion, located);
  if (schema === null) return null;
  const style = stringMember(value, "type") === "array" ? listStyle(conversion, located, where) : undefined;
  if (style === null) return null;
  origins.set(at, place);
  origins.set(`${at}/schema`, place);
  if (where !== "query" && member(value, "allowEmptyValue") === true) {
    const message = "`allowEmptyValue` has no meaning outside of a query or form and is ignored; remove it";
    source.warn("openapi.unknown_field", message, placeBelow(place, "allowEmptyValue"));
  }
  return {
    ...extensionsOf(value),
    ...pick(value, ["name", "in", "required", "description", ...(where === "query" ? ["allowEmptyValue"] : [])]),
    ...style,
    schema,
    ...(member(value, "x-example") === undefined ? {} : { example: member(value, "x-example") }),
  };
}
