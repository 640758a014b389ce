/** Parameters in `formData` as one request body: an object with a property for each (Swagger 2.0, Parameter Object; OpenAPI 3.0.3 section 4.7.15). */
import type { Located } from "../description.ts";
import { booleanMember, type JsonObject, member, stringMember } from "../json_value.ts";
import type { SchemaPlace } from "../operation.ts";
import { placeBelow } from "../place.ts";
import { pointerTo } from "../json_pointer.ts";
import { listStyle } from "./collection_format.ts";
import { type Conversion, type Names, newNames } from "./conversion.ts";
import type { NamedMediaType } from "./media_types.ts";
import { FILE_SCHEMA, toValueSchema } from "./value_schema.ts";

const URLENCODED = "application/x-www-form-urlencoded";
const MULTIPART = "multipart/form-data";

const essence = (name: string): string => (name.split(";")[0] ?? "").trim().toLowerCase();

const isFile = ({ value }: Located): boolean => stringMember(value, "type") === "file";

/** The forms that `consumes` names; without one the kind that the fields need, which is said. */
function formTypes(
  { source }: Conversion,
  fields: readonly Located[],
  consumes: readonly NamedMediaType[],
  place: SchemaPlace,
): readonly NamedMediaType[] {
  const forms = consumes.filter(({ name }) => essence(name) === URLENCODED || essence(name) === MULTIPART);
  const others = consumes.filter((media) => !forms.includes(media)).map(({ name }) => `\`${name}\``);
  const assumed = fields.some(isFile) ? MULTIPART : URLENCODED;
  if (forms.length === 0) {
    const why = others.length === 0 ? "" : `, not ${others.join(", ")}`;
    const message = `the parameters in \`formData\` are taken for \`${assumed}\`${why}; name it in the operation's \`consumes\``;
    source.warn("openapi.form_media_type", message, place);
    return [{ name: assumed, place }];
  }
  if (others.length > 0) {
    const message = `parameters in \`formData\` are sent as a form only; ${others.join(", ")} ${others.length === 1 ? "is" : "are"} not accepted here`;
    source.warn("openapi.form_media_type", message, place);
  }
  return forms;
}

interface Property {
  readonly schema: JsonObject;
  readonly encoding: { readonly style: string; readonly explode: boolean } | null;
}

function toProperty(conversion: Conversion, field: Located, multipart: boolean): Property | null {
  const { value, place } = field;
  const { source } = conversion;
  if (member(value, "allowEmptyValue") === true) {
    const message = "`allowEmptyValue` in a form is not carried over: an empty value is held to the parameter's type; remove it";
    source.warn("openapi.not_enforced", message, placeBelow(place, "allowEmptyValue"));
  }
  if (isFile(field)) return { schema: FILE_SCHEMA, encoding: null };
  const schema = toValueSchema(conversion, field);
  if (schema === null) return null;
  if (stringMember(value, "type") !== "array") return { schema, encoding: null };
  const encoding = listStyle(conversion, field, "formData");
  if (encoding === null) return null;
  if (multipart && (encoding.style !== "form" || !encoding.explode)) {
    const message = "a list in one part of a multipart form could not be checked; write `collectionFormat: multi`, a part for each item";
    source.error("openapi.collection_format", message, place);
    return null;
  }
  return { schema, encoding };
}

/** The request body of a form, to stand at `at` of the converted document. `place` is where an issue of the whole belongs. */
export function toFormBody(
  conversion: Conversion,
  fields: readonly Located[],
  consumes: readonly NamedMediaType[],
  place: SchemaPlace,
  at: string,
): JsonObject {
  const { origins } = conversion;
  const types = formTypes(conversion, fields, consumes, place);
  const multipart = types.some(({ name }) => essence(name) === MULTIPART);
  const properties = newNames();
  const encodings = newNames();
  const places = new Map<string, SchemaPlace>();
  const required: string[] = [];
  for (const field of fields) {
    const name = stringMember(field.value, "name");
    const property = toProperty(conversion, field, multipart);
    if (name === undefined || property === null) continue;
    properties[name] = property.schema;
    places.set(name, field.place);
    if (property.encoding !== null) encodings[name] = property.encoding;
    if (booleanMember(field.value, "required") === true) required.push(name);
  }
  const schema = { type: "object", properties, ...(required.length === 0 ? {} : { required }) };
  const content: Names = newNames();
  origins.setWhole(at, place);
  for (const { name, place: written } of types) {
    const media = pointerTo(at, "content", name);
    origins.setWhole(media, written);
    origins.setWhole(`${media}/schema`, place);
    for (const [property, own] of places) origins.set(pointerTo(`${media}/schema/properties`, property), own);
    content[name] = essence(name) === MULTIPART ? { schema } : { schema, encoding: encodings };
  }
  return { required: required.length > 0, content };
}
