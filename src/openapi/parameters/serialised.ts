/** The value of a parameter as its style delimits it: texts, lists of texts and named texts, decoded, without types yet. */
import { ParameterFault } from "./parameter_fault.ts";
import type { DecodePiece } from "./text_codec.ts";

/** Names in the order given. A nested value comes from `deepObject` alone. */
export type SerialisedMap = ReadonlyMap<string, Serialised>;
export type Serialised = string | readonly Serialised[] | SerialisedMap;

const malformed = (path: readonly (string | number)[]): ParameterFault =>
  new ParameterFault("parameter.encoding", "is not well-formed percent-encoded UTF-8", path);

/** One text. */
export function readText(raw: string, decode: DecodePiece): string | ParameterFault {
  return decode(raw) ?? malformed([]);
}

/** `a,b,c`. Split first, then decoded: an encoded delimiter is data. No item may be empty, since readers differ on whether it is one. */
export function readList(raw: string, delimiter: string, decode: DecodePiece): readonly string[] | ParameterFault {
  const items: string[] = [];
  for (let start = 0; start <= raw.length; ) {
    const next = raw.indexOf(delimiter, start);
    const end = next < 0 ? raw.length : next;
    const text = decode(raw.slice(start, end));
    if (text === null) return malformed([items.length]);
    if (text === "") return new ParameterFault("parameter.empty", "is an empty item; leave it out", [items.length]);
    items.push(text);
    start = end + delimiter.length;
  }
  return items;
}

/** Adds a named text; the fault where the name is empty, there already, or `__proto__`. */
export function addEntry(entries: Map<string, Serialised>, name: string, value: Serialised): ParameterFault | null {
  if (name === "") return new ParameterFault("parameter.style", "has a property without a name");
  if (name === "__proto__") return new ParameterFault("parameter.proto_key", "has a property `__proto__`");
  if (entries.has(name)) return new ParameterFault("parameter.repeated", "is given more than once", [name]);
  entries.set(name, value);
  return null;
}

/** `R,100,G,200`: names and values in turn. */
export function readAlternating(raw: string, delimiter: string, decode: DecodePiece): SerialisedMap | ParameterFault {
  const pieces = raw.split(delimiter);
  if (pieces.length % 2 !== 0) return new ParameterFault("parameter.style", "must have names and values in turn");
  const entries = new Map<string, Serialised>();
  for (let index = 0; index < pieces.length; index += 2) {
    const name = decode(pieces[index] ?? "");
    const value = decode(pieces[index + 1] ?? "");
    if (name === null || value === null) return malformed([]);
    const fault = addEntry(entries, name, value);
    if (fault !== null) return fault;
  }
  return entries;
}

/** `R=100,G=200`. */
export function readAssignments(raw: string, delimiter: string, decode: DecodePiece): SerialisedMap | ParameterFault {
  const entries = new Map<string, Serialised>();
  for (const piece of raw.split(delimiter)) {
    const equals = piece.indexOf("=");
    if (equals < 0) return new ParameterFault("parameter.style", "must have `name=value` for each property");
    const name = decode(piece.slice(0, equals));
    const value = decode(piece.slice(equals + 1));
    if (name === null || value === null) return malformed([]);
    const fault = addEntry(entries, name, value);
    if (fault !== null) return fault;
  }
  return entries;
}
