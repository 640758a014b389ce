/** The schema in a parameter or header that is no body (Swagger 2.0, Parameter Object): its keywords stand among the other members. */
import type { Located } from "../description.ts";
import { isJsonObject, type JsonObject, member, stringMember } from "../json_value.ts";
import { placeBelow } from "../place.ts";
import { type Conversion, pick } from "./conversion.ts";

const KEYWORDS: readonly string[] = [
  ..."type format items default maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern".split(" "),
  ..."maxItems minItems uniqueItems enum multipleOf x-nullable".split(" "),
];

const SCALARS: ReadonlySet<string> = new Set(["string", "number", "integer", "boolean"]);

/** Bytes of any kind, which is what OpenAPI 3.0 calls a file. */
export const FILE_SCHEMA: JsonObject = Object.freeze({ type: "string", format: "binary" });

/** The keywords of `located` as a schema; null after the issue was noted. A file is left to whoever knows whether one may be there. */
export function toValueSchema({ source }: Conversion, { value, place }: Located): JsonObject | null {
  const type = stringMember(value, "type");
  if (type === undefined) {
    source.error("openapi.missing_field", "this must have `type`, or nothing could be checked; add it", place);
    return null;
  }
  if (SCALARS.has(type)) return pick(value, KEYWORDS);
  if (type !== "array") {
    const message = `\`${type}\` is no type of a value here; use ${[...SCALARS].join(", ")} or array`;
    source.error("openapi.value_type", message, placeBelow(place, "type"));
    return null;
  }
  const items = member(value, "items");
  const itemsPlace = placeBelow(place, "items");
  if (!isJsonObject(items)) {
    source.error("openapi.missing_field", "a list must have `items`; add it", place);
    return null;
  }
  const itemType = stringMember(items, "type");
  // The shape check has said it.
  if (itemType === undefined) return null;
  if (SCALARS.has(itemType)) return pick(value, KEYWORDS);
  const message =
    itemType === "array"
      ? "lists in a list can't be described in OpenAPI 3, so they could not be checked; let the items be plain values"
      : `the items of a list must have a \`type\` of ${[...SCALARS].join(", ")}`;
  source.error("openapi.value_type", message, itemsPlace);
  return null;
}
