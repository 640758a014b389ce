/** The request body of an operation, which Swagger 2.0 writes among the parameters: one in `body`, or those in `formData`. */
import type { Located } from "../description.ts";
import { booleanMember, type JsonObject, member, stringMember } from "../json_value.ts";
import type { SchemaPlace } from "../operation.ts";
import { placeBelow } from "../place.ts";
import { pointerTo } from "../json_pointer.ts";
import { type Conversion, extensionsOf, type Names, newNames, pick, referenceTo } from "./conversion.ts";
import { toFormBody } from "./form_body.ts";
import type { NamedMediaType } from "./media_types.ts";

/** What a body without `consumes` is taken for: a caller must not choose by which rules it is read. */
const ASSUMED = "application/json";

const MULTI_SEGMENT = "x-portcullis-multi-segment";

function toWholeBody(conversion: Conversion, body: Located, consumes: readonly NamedMediaType[], at: string): JsonObject | null {
  const { origins, source } = conversion;
  const { value, place } = body;
  if (member(value, "schema") === undefined) {
    source.error("openapi.missing_field", "a parameter in `body` must have `schema`, or nothing could be checked; add it", place);
    return null;
  }
  if (consumes.length === 0) {
    source.warn("openapi.body_media_type", `the body is taken for \`${ASSUMED}\`; name its media type in \`consumes\``, place);
  }
  const content: Names = newNames();
  origins.set(at, place);
  for (const { name, place: written } of consumes.length === 0 ? [{ name: ASSUMED, place }] : consumes) {
    const media = pointerTo(at, "content", name);
    origins.setWhole(media, written);
    origins.set(`${media}/schema`, placeBelow(place, "schema"));
    content[name] = { schema: referenceTo(placeBelow(place, "schema")) };
  }
  return { ...extensionsOf(value), ...pick(value, ["description"]), required: booleanMember(value, "required") === true, content };
}

/** The request body that parameters in `body` and `formData` make, to stand at `at`; null where there are none, or after the issue was noted. */
export function toRequestBody(
  conversion: Conversion,
  parameters: readonly Located[],
  consumes: readonly NamedMediaType[],
  place: SchemaPlace,
  at: string,
): JsonObject | null {
  const { source } = conversion;
  for (const { value, place: own } of parameters) {
    if (member(value, MULTI_SEGMENT) === undefined) continue;
    const message = "only a path parameter can be multi-segment; remove the extension";
    source.error("openapi.misplaced_extension", message, placeBelow(own, MULTI_SEGMENT));
  }
  const bodies = parameters.filter(({ value }) => stringMember(value, "in") === "body");
  const fields = parameters.filter(({ value }) => stringMember(value, "in") === "formData");
  const [body, second] = bodies;
  if (body === undefined) return fields.length === 0 ? null : toFormBody(conversion, fields, consumes, place, at);
  if (second !== undefined || fields.length > 0) {
    const other = second === undefined ? "parameters in `formData`" : "a second parameter in `body`";
    source.error("openapi.body_parameter", `an operation with a parameter in \`body\` can't have ${other}; keep one kind`, place);
    return null;
  }
  return toWholeBody(conversion, body, consumes, at);
}
