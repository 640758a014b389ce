/** Styles that stand in named fields, a query's, a form's or a cookie's: `form`, `spaceDelimited`, `pipeDelimited`, `deepObject`, `cookie`. */
import type { QueryPair } from "../../codec/query.ts";
import { readDeepObject } from "./deep_object.ts";
import { ParameterFault } from "./parameter_fault.ts";
import type { ValueKind, Written } from "./path_style.ts";
import { addEntry, readAlternating, readList, type Serialised } from "./serialised.ts";
import { keepPiece } from "./text_codec.ts";
import type { ValueShape } from "./value_shape.ts";

const REPEATED = new ParameterFault("parameter.repeated", "is given more than once");
const EMPTY = new ParameterFault("parameter.empty", "is empty; leave it out");

/** Delimiters that are percent-encoded themselves on the wire, so that they are told from data only after decoding. */
const DECODED_DELIMITERS: ReadonlyMap<string, string> = new Map([
  ["spaceDelimited", " "],
  ["pipeDelimited", "|"],
]);

/** Styles of fields; all others stand in one text. */
const FIELD_STYLES: ReadonlySet<string> = new Set(["form", "spaceDelimited", "pipeDelimited", "deepObject", "cookie"]);

/** Whether an array or object of that style is spread over several fields. `explode` of the delimited styles has no meaning of its own and is read as form's. */
export function isSpread({ style, explode }: Pick<Written, "style" | "explode">): boolean {
  return style === "deepObject" || (explode && FIELD_STYLES.has(style));
}

/** Reads the fields that belong to one parameter, at least one; `value` of each is decoded as `written.decode` does it. */
export function readFieldStyle(
  fields: readonly QueryPair[],
  kind: ValueKind,
  written: Written,
  shape: ValueShape,
): Serialised | ParameterFault {
  const [first, second] = fields;
  if (first === undefined) return EMPTY;
  if (written.style === "deepObject" && kind !== "scalar") return readDeepObject(fields, written.name, shape);
  if (kind === "object" && written.explode) return readProperties(fields);
  for (const { name } of fields) {
    if (name !== written.name) return new ParameterFault("parameter.style", "is written both as a value and as properties");
  }
  if (kind === "array" && written.explode) return readItems(fields);
  if (second !== undefined) return REPEATED;
  if (kind === "scalar") return first.value;
  const raw = first.rawValue ?? "";
  if (raw === "") return EMPTY;
  const delimiter = DECODED_DELIMITERS.get(written.style);
  const text = delimiter === undefined ? raw : first.value;
  const decode = delimiter === undefined ? written.decode : keepPiece;
  return kind === "array" ? readList(text, delimiter ?? ",", decode) : readAlternating(text, delimiter ?? ",", decode);
}

function readItems(fields: readonly QueryPair[]): readonly string[] | ParameterFault {
  const items: string[] = [];
  for (const { value } of fields) {
    if (value === "") return new ParameterFault("parameter.empty", "is an empty item; leave it out", [items.length]);
    items.push(value);
  }
  return items;
}

/** `R=100&G=200`: each field a property. */
function readProperties(fields: readonly QueryPair[]): Serialised | ParameterFault {
  const entries = new Map<string, Serialised>();
  for (const { name, value } of fields) {
    const fault = addEntry(entries, name, value);
    if (fault !== null) return fault;
  }
  return entries;
}
