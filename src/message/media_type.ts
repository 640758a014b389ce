/** Media types of Content-Type fields and the ranges they are matched with (RFC 9110 section 8.3.1 and 12.5.1), strictly: no parser behind us may read another one. */
import { quotedStringAt, skipBlanks, tokenEnd } from "../codec/field_syntax.ts";

export interface MediaTypeValue {
  /** Lower case. */
  readonly type: string;
  /** Lower case. */
  readonly subtype: string;
  /** `type/subtype`. */
  readonly essence: string;
  /** Names lower case, values as written without quotes; each name once. */
  readonly parameters: ReadonlyMap<string, string>;
}

const NO_PARAMETERS: ReadonlyMap<string, string> = new Map();
const SLASH = 0x2f;
const SEMICOLON = 0x3b;
const EQUALS = 0x3d;

/**
 * The media type that is the whole of `text`, or null: also for a list, for a wildcard, for a parameter given twice (two `boundary` or two `charset` are two
 * readings), for an empty parameter or blanks around `=`, for a parameter with `*` in its name. Linear.
 */
export function parseMediaType(text: string): MediaTypeValue | null {
  const slash = tokenEnd(text, 0);
  const end = tokenEnd(text, slash + 1);
  if (slash === 0 || text.charCodeAt(slash) !== SLASH || end === slash + 1) return null;
  const essence = text.slice(0, end).toLowerCase();
  if (essence.includes("*")) return null;
  const parameters = end === text.length ? NO_PARAMETERS : parametersAt(text, end);
  if (parameters === null) return null;
  return { type: essence.slice(0, slash), subtype: essence.slice(slash + 1), essence, parameters };
}

function parametersAt(text: string, from: number): ReadonlyMap<string, string> | null {
  const parameters = new Map<string, string>();
  let at = skipBlanks(text, from);
  while (at < text.length) {
    if (text.charCodeAt(at) !== SEMICOLON) return null;
    const nameAt = skipBlanks(text, at + 1);
    const nameEnd = tokenEnd(text, nameAt);
    if (nameEnd === nameAt || text.charCodeAt(nameEnd) !== EQUALS) return null;
    const quoted = quotedStringAt(text, nameEnd + 1);
    const valueEnd = quoted === null ? tokenEnd(text, nameEnd + 1) : quoted.end;
    const name = text.slice(nameAt, nameEnd).toLowerCase();
    // Attack: `boundary=a; boundary*=utf-8''b` (RFC 2231) is a form delimited by `b` to Go's parser, and by `a` to those that know no extended parameters.
    if (valueEnd === nameEnd + 1 || parameters.has(name) || name.includes("*")) return null;
    parameters.set(name, quoted === null ? text.slice(nameEnd + 1, valueEnd) : quoted.value);
    at = skipBlanks(text, valueEnd);
  }
  return parameters;
}

/** Whether the type is JSON: `application/json`, `text/json`, or any with the suffix `+json` (RFC 6839 section 3.1). */
export function isJsonMediaType(media: MediaTypeValue): boolean {
  return media.subtype === "json" ? media.type === "application" || media.type === "text" : media.subtype.endsWith("+json");
}

/** Whether the type is XML: `application/xml`, `text/xml`, or any with the suffix `+xml` (RFC 7303). */
export function isXmlMediaType(media: MediaTypeValue): boolean {
  return media.subtype === "xml" ? media.type === "application" || media.type === "text" : media.subtype.endsWith("+xml");
}

/**
 * Whether the text in the body is UTF-8 by what the type says: no `charset`, `utf-8`, `utf8` or `us-ascii`, in any case. Any other would let a body mean one
 * thing here and another behind us (UTF-7, UTF-16 in JSON).
 */
export function isUtf8Charset(media: MediaTypeValue): boolean {
  const charset = media.parameters.get("charset");
  if (charset === undefined) return true;
  const lower = charset.toLowerCase();
  return lower === "utf-8" || lower === "utf8" || lower === "us-ascii";
}

/** A range of an OpenAPI document's `content`, compiled: any type, all of one type, or one type with the parameters it demands. */
export interface MediaRange {
  /** As written. */
  readonly text: string;
  /** `*` or lower case. */
  readonly type: string;
  /** `*` or lower case. */
  readonly subtype: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** A range such as `*` + `/*`, `image/*` or `application/json; version=1`; null where it is none (`*` + `/json` too). */
export function compileMediaRange(text: string): MediaRange | null {
  const slash = tokenEnd(text, 0);
  const end = tokenEnd(text, slash + 1);
  if (slash === 0 || text.charCodeAt(slash) !== SLASH || end === slash + 1) return null;
  const type = text.slice(0, slash).toLowerCase();
  const subtype = text.slice(slash + 1, end).toLowerCase();
  if ((type !== "*" && type.includes("*")) || (subtype !== "*" && subtype.includes("*")) || (type === "*" && subtype !== "*")) return null;
  const parameters = parametersAt(text, end);
  return parameters === null ? null : { text, type, subtype, parameters };
}

/** How closely `range` fits `media`: -1 not at all, 0 any type, 1 its type, 2 type and subtype, and one more for each parameter demanded and given (in any case). */
export function rangeSpecificity(range: MediaRange, media: MediaTypeValue): number {
  if (range.type !== "*" && range.type !== media.type) return -1;
  if (range.subtype !== "*" && range.subtype !== media.subtype) return -1;
  for (const [name, value] of range.parameters) {
    if (media.parameters.get(name)?.toLowerCase() !== value.toLowerCase()) return -1;
  }
  return (range.type === "*" ? 0 : range.subtype === "*" ? 1 : 2) + range.parameters.size;
}

/** Index of the range that fits most closely, the first of equals; -1 where none does. */
export function matchMediaRange(ranges: readonly MediaRange[], media: MediaTypeValue): number {
  let best = -1;
  let closest = -1;
  for (let index = 0; index < ranges.length; index += 1) {
    const range = ranges[index];
    const specificity = range === undefined ? -1 : rangeSpecificity(range, media);
    if (specificity > closest) {
      best = index;
      closest = specificity;
    }
  }
  return best;
}
