/** Parameter and Header Objects (OpenAPI 3.2 sections 4.12 and 4.21) with the style table's defaults and limits. */
import type { Description, Located } from "./description.ts";
import { placeBelow, toPlaceText } from "./place.ts";
import { booleanMember, isJsonObject, member, stringMember } from "./json_value.ts";
import type { MediaType, Parameter, ParameterIn, ParameterStyle, SchemaPlace } from "./operation.ts";
import { readContent } from "./read_media_type.ts";

interface Location {
  readonly styles: readonly ParameterStyle[];
  /** Style where none is written. */
  readonly standard: ParameterStyle;
}

/** Styles by location; `cookie` from 3.2 on. `querystring` has content only. */
const LOCATIONS: Readonly<Record<ParameterIn, Location>> = {
  path: { styles: ["matrix", "label", "simple"], standard: "simple" },
  query: { styles: ["form", "spaceDelimited", "pipeDelimited", "deepObject"], standard: "form" },
  querystring: { styles: [], standard: "form" },
  header: { styles: ["simple"], standard: "simple" },
  cookie: { styles: ["form", "cookie"], standard: "form" },
};

const isLocation = (text: string): text is ParameterIn => Object.hasOwn(LOCATIONS, text);

function readLocation(description: Description, { value, place }: Located): ParameterIn | null {
  const where = stringMember(value, "in");
  if (where === undefined) return null;
  if (isLocation(where) && (where !== "querystring" || description.isAtLeast("3.2"))) return where;
  const known = Object.keys(LOCATIONS).filter((name) => name !== "querystring" || description.isAtLeast("3.2"));
  description.error(
    "openapi.parameter_in",
    `a parameter can't be in \`${where}\`; it is in one of ${known.join(", ")}`,
    placeBelow(place, "in"),
  );
  return null;
}

function readStyle(description: Description, where: ParameterIn, { value, place }: Located): ParameterStyle {
  const { styles, standard } = LOCATIONS[where];
  const written = stringMember(value, "style");
  if (written === undefined) return standard;
  const style = styles.find((name) => name === written && (name !== "cookie" || description.isAtLeast("3.2")));
  if (style !== undefined) return style;
  const message =
    where === "querystring"
      ? "a querystring parameter has no `style`; remove it"
      : `a parameter in \`${where}\` can't have the style \`${written}\`; use ${styles.filter((name) => name !== "cookie" || description.isAtLeast("3.2")).join(", ")}`;
  description.error("openapi.style", message, placeBelow(place, "style"));
  return standard;
}

function readOneContent(description: Description, { value, place }: Located, needsContent: boolean): MediaType | null {
  const content = member(value, "content");
  const hasSchema = member(value, "schema") !== undefined;
  if (content === undefined) {
    if (needsContent)
      description.error("openapi.parameter_content", "a querystring parameter must have `content`; describe the query there", place);
    else if (!hasSchema)
      description.error(
        "openapi.parameter_schema",
        "the parameter has neither `schema` nor `content`, so nothing could be checked; add one",
        place,
      );
    return null;
  }
  if (hasSchema) description.error("openapi.parameter_schema", "the parameter has both `schema` and `content`; remove one", place);
  const read = readContent(description, content, placeBelow(place, "content"));
  const count = isJsonObject(content) ? Object.keys(content).length : 1;
  if (count !== 1) {
    description.error(
      "openapi.parameter_content",
      `the \`content\` of a parameter has exactly one media type, not ${count}; keep one`,
      placeBelow(place, "content"),
    );
  }
  return read[0] ?? null;
}

function readMultiSegment(description: Description, where: ParameterIn, { value, place }: Located): boolean {
  const ours = member(value, "x-portcullis-multi-segment");
  if (ours !== undefined && where !== "path") {
    description.error(
      "openapi.misplaced_extension",
      "only a path parameter can be multi-segment; remove the extension",
      placeBelow(place, "x-portcullis-multi-segment"),
    );
  }
  return where === "path" && (typeof ours === "boolean" ? ours : member(value, "x-multi-segment") === true);
}

function build(description: Description, name: string, where: ParameterIn, located: Located): Parameter {
  const { value, place } = located;
  const style = readStyle(description, where, located);
  const content = readOneContent(description, located, where === "querystring");
  return {
    name,
    in: where,
    required: where === "path" || booleanMember(value, "required") === true,
    style,
    explode: content === null && (booleanMember(value, "explode") ?? (style === "form" || style === "cookie")),
    allowReserved: booleanMember(value, "allowReserved") ?? false,
    allowEmptyValue: where === "query" && booleanMember(value, "allowEmptyValue") === true,
    multiSegment: readMultiSegment(description, where, located),
    schema: content === null && member(value, "schema") !== undefined ? placeBelow(place, "schema") : null,
    content,
    place,
  };
}

/** Reads parameters and headers; one that many operations refer to is read once. */
export class ParameterReader {
  private readonly description: Description;
  private readonly known = new Map<string, Parameter | null>();

  constructor(description: Description) {
    this.description = description;
  }

  /** The parameter at `place`, references followed; null where it can't be understood, which is then reported. */
  read(value: unknown, place: SchemaPlace): Parameter | null {
    const located = this.description.follow(value, place);
    if (located === null) return null;
    const key = toPlaceText(located.place);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const name = stringMember(located.value, "name");
    const where = readLocation(this.description, located);
    const parameter = name === undefined || where === null ? null : build(this.description, name, where, located);
    if (where === "path" && member(located.value, "required") !== true) {
      this.description.warn("openapi.path_required", "a path parameter must say `required: true`; it is taken as required", located.place);
    }
    this.known.set(key, parameter);
    return parameter;
  }
}

/** A header of a response or an encoding: a parameter in `header` under the name it has in the map. */
export function readHeader(description: Description, name: string, value: unknown, place: SchemaPlace): Parameter | null {
  const located = description.follow(value, place);
  return located === null ? null : build(description, name, "header", located);
}
