/** Which JSON Schema the schemas of a description are written in (OpenAPI 3.1 section 4.8.24.1). */
import type { Description, Located } from "./description.ts";
import { placeBelow } from "./place.ts";
import { stringMember } from "./json_value.ts";
import type { Dialect } from "./schema/dialect.ts";

/** Dialects by URI, a `#` at the end removed. OpenAPI's own carry the date of the edition. */
const DIALECTS: readonly (readonly [prefix: string, dialect: Dialect])[] = [
  ["https://spec.openapis.org/oas/3.1/dialect/", "openapi-3.1"],
  ["https://spec.openapis.org/oas/3.2/dialect/", "openapi-3.1"],
  ["https://json-schema.org/draft/2020-12/schema", "2020-12"],
  ["http://json-schema.org/draft-04/schema", "draft-04"],
];

/** The dialect of schemas that name none themselves. One that we can't read is an error: its keywords would go unchecked. */
export function readSchemaDialect(description: Description, root: Located): Dialect {
  if (!description.isAtLeast("3.1")) return "openapi-3.0";
  const written = stringMember(root.value, "jsonSchemaDialect");
  if (written === undefined) return "openapi-3.1";
  const known = DIALECTS.find(([prefix]) => written.startsWith(prefix));
  if (known !== undefined) return known[1];
  const message = `the JSON Schema dialect \`${written}\` is not supported; leave it out for OpenAPI's own, or use https://json-schema.org/draft/2020-12/schema`;
  description.error("openapi.dialect", message, placeBelow(root.place, "jsonSchemaDialect"));
  return "openapi-3.1";
}
