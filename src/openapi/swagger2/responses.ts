/** Response Objects (Swagger 2.0): one schema for all media types of `produces`, and headers whose keywords stand among their members. */
import type { Located } from "../description.ts";
import { isJsonObject, type JsonObject, member, objectMember, stringMember } from "../json_value.ts";
import { placeBelow } from "../place.ts";
import { pointerTo } from "../json_pointer.ts";
import { listStyle } from "./collection_format.ts";
import { type Conversion, extensionsOf, type Names, newNames, pick, referenceTo } from "./conversion.ts";
import type { NamedMediaType } from "./media_types.ts";
import { FILE_SCHEMA, toValueSchema } from "./value_schema.ts";

function toHeaders(conversion: Conversion, { value, place }: Located, at: string): Names {
  const headers = objectMember(value, "headers");
  const converted = newNames();
  for (const name of Object.keys(headers)) {
    const header = headers[name];
    if (!isJsonObject(header)) continue;
    const located = { value: header, place: placeBelow(place, "headers", name) };
    const schema = toValueSchema(conversion, located);
    const style = stringMember(header, "type") === "array" ? listStyle(conversion, located, "header") : undefined;
    if (schema === null || style === null) continue;
    const pointer = pointerTo(at, "headers", name);
    conversion.origins.set(pointer, located.place);
    conversion.origins.set(`${pointer}/schema`, located.place);
    converted[name] = { ...extensionsOf(header), ...pick(header, ["description"]), ...style, schema };
  }
  return converted;
}

function toContent(conversion: Conversion, { value, place }: Located, produces: readonly NamedMediaType[], at: string): Names {
  const { origins } = conversion;
  const schema = member(value, "schema");
  const schemaPlace = placeBelow(place, "schema");
  const file = isJsonObject(schema) && stringMember(schema, "type") === "file";
  const examples = objectMember(value, "examples");
  const content = newNames();
  // Without `produces` the schema holds for whatever the server, which is ours, answers with.
  for (const { name, place: written } of produces.length === 0 ? [{ name: "*/*", place }] : produces) {
    const media = pointerTo(at, "content", name);
    origins.setWhole(media, written);
    if (file) origins.setWhole(`${media}/schema`, schemaPlace);
    else origins.set(`${media}/schema`, schemaPlace);
    const example = member(examples, name);
    content[name] = { schema: file ? FILE_SCHEMA : referenceTo(schemaPlace), ...(example === undefined ? {} : { example }) };
  }
  return content;
}

/** The response at `located`, references followed, to stand at `at`. A response without `schema` has no content. */
export function toResponse(conversion: Conversion, located: Located, produces: readonly NamedMediaType[], at: string): JsonObject {
  const { value, place } = located;
  conversion.origins.set(at, place);
  return {
    ...extensionsOf(value),
    ...pick(value, ["description"]),
    headers: toHeaders(conversion, located, at),
    ...(member(value, "schema") === undefined ? {} : { content: toContent(conversion, located, produces, at) }),
  };
}
