/** Media types of a `content` map, with their encodings. */
import type { Description } from "./description.ts";
import { placeBelow } from "./place.ts";
import { booleanMember, isJsonObject, type JsonObject, member, objectMember, stringMember } from "./json_value.ts";
import type { Encoding, MediaType, Parameter, ParameterStyle, SchemaPlace } from "./operation.ts";
import { readHeader } from "./read_parameter.ts";

const QUERY_STYLES: ReadonlySet<string> = new Set<ParameterStyle>(["form", "spaceDelimited", "pipeDelimited", "deepObject"]);

const isQueryStyle = (style: string): style is ParameterStyle => QUERY_STYLES.has(style);

/** `type/subtype` or a range, lower case, parameters kept as written; null where it is neither (RFC 9110 section 8.3.1). */
function mediaRange(text: string): string | null {
  const semicolon = text.indexOf(";");
  const range = (semicolon === -1 ? text : text.slice(0, semicolon)).trim().toLowerCase();
  if (!/^[!#$%&'*+.^_`|~a-z0-9-]+\/[!#$%&'*+.^_`|~a-z0-9-]+$/u.test(range)) return null;
  return semicolon === -1 ? range : `${range};${text.slice(semicolon + 1)}`;
}

const NO_PARAMETERS: ReadonlyMap<string, Parameter> = new Map();
const NO_ENCODINGS: ReadonlyMap<string, Encoding> = new Map();

/** A `headers` map; names as written. */
export function readHeaders(description: Description, headers: unknown, place: SchemaPlace): ReadonlyMap<string, Parameter> {
  if (!isJsonObject(headers)) return NO_PARAMETERS;
  const read = new Map<string, Parameter>();
  for (const name of Object.keys(headers)) {
    const header = readHeader(description, name, headers[name], placeBelow(place, name));
    if (header !== null) read.set(name, header);
  }
  return read;
}

function readEncoding(description: Description, encoding: JsonObject, place: SchemaPlace): Encoding {
  const contentType = stringMember(encoding, "contentType");
  const style = stringMember(encoding, "style");
  if (style !== undefined && !isQueryStyle(style)) {
    description.error(
      "openapi.style",
      `an encoding can't have the style \`${style}\`; use ${[...QUERY_STYLES].join(", ")}`,
      placeBelow(place, "style"),
    );
  }
  const types = contentType?.split(",").map((type) => mediaRange(type.trim()));
  if (types?.includes(null) === true) {
    description.error(
      "openapi.media_type",
      `\`${contentType ?? ""}\` is no list of media types; write \`type/subtype\``,
      placeBelow(place, "contentType"),
    );
  }
  return {
    contentType: types?.filter((type) => type !== null) ?? null,
    style: style !== undefined && isQueryStyle(style) ? style : null,
    explode: booleanMember(encoding, "explode") ?? null,
    allowReserved: booleanMember(encoding, "allowReserved") ?? false,
    headers: readHeaders(description, member(encoding, "headers"), placeBelow(place, "headers")),
  };
}

function readEncodings(description: Description, media: JsonObject, place: SchemaPlace): ReadonlyMap<string, Encoding> {
  const encodings = objectMember(media, "encoding");
  const names = Object.keys(encodings);
  if (names.length === 0) return NO_ENCODINGS;
  const read = new Map<string, Encoding>();
  for (const name of names) {
    const encoding = encodings[name];
    if (isJsonObject(encoding)) read.set(name, readEncoding(description, encoding, placeBelow(place, "encoding", name)));
  }
  return read;
}

/** Fields of 3.2 that describe positional multipart, which nothing here checks yet. */
const POSITIONAL: readonly string[] = ["prefixEncoding", "itemEncoding"];

function readMediaType(description: Description, range: string, value: unknown, place: SchemaPlace): MediaType | null {
  const located = description.follow(value, place);
  if (located === null) return null;
  const { value: media, place: at } = located;
  const since32 = description.isAtLeast("3.2");
  for (const field of POSITIONAL) {
    if (since32 && member(media, field) !== undefined) {
      description.warn(
        "openapi.not_enforced",
        `\`${field}\` is not enforced: parts are checked by \`itemSchema\` and \`schema\` alone`,
        placeBelow(at, field),
      );
    }
  }
  return {
    range,
    schema: member(media, "schema") === undefined ? null : placeBelow(at, "schema"),
    itemSchema: since32 && member(media, "itemSchema") !== undefined ? placeBelow(at, "itemSchema") : null,
    encoding: readEncodings(description, media, at),
  };
}

/** A `content` map, in its order; a range that stands twice but for upper and lower case is an error. */
export function readContent(description: Description, content: unknown, place: SchemaPlace): readonly MediaType[] {
  if (!isJsonObject(content)) return [];
  const read = new Map<string, MediaType>();
  for (const key of Object.keys(content)) {
    const at = placeBelow(place, key);
    const range = mediaRange(key);
    if (range === null)
      description.error("openapi.media_type", `\`${key}\` is no media type; write \`type/subtype\` or a range such as \`image/*\``, at);
    else if (read.has(range)) description.error("openapi.media_type", `the media type \`${range}\` stands twice; remove one`, at);
    else {
      const media = readMediaType(description, range, content[key], at);
      if (media !== null) read.set(range, media);
    }
  }
  return [...read.values()];
}
