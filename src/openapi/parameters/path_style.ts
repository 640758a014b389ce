/** Styles that stand in one text: `simple`, `label`, `matrix` of paths and `simple` of headers (OpenAPI 3.2 section 4.12.6; RFC 6570 sections 3.2.2 to 3.2.8). */
import type { ParameterStyle } from "../operation.ts";
import { ParameterFault } from "./parameter_fault.ts";
import { addEntry, readAlternating, readAssignments, readList, readText, type Serialised } from "./serialised.ts";
import type { DecodePiece } from "./text_codec.ts";

/** What a value is read as. */
export type ValueKind = "scalar" | "array" | "object";

/** How a parameter is written. */
export interface Written {
  readonly name: string;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  readonly decode: DecodePiece;
}

const EMPTY = new ParameterFault("parameter.empty", "is empty");

/** Reads `raw`, still encoded. Linear. `label` not exploded has commas, as RFC 6570 and OpenAPI since 3.0.4 have it; earlier tables show dots. */
export function readTextStyle(raw: string, kind: ValueKind, written: Written): Serialised | ParameterFault {
  if (written.style === "matrix") return readMatrix(raw, kind, written);
  if (written.style !== "label") return readRest(raw, kind, ",", written);
  if (!raw.startsWith(".")) return new ParameterFault("parameter.style", "must begin with `.`");
  return readRest(raw.slice(1), kind, written.explode ? "." : ",", written);
}

function readRest(raw: string, kind: ValueKind, delimiter: string, { explode, decode }: Written): Serialised | ParameterFault {
  if (kind === "scalar") return readText(raw, decode);
  if (raw === "") return EMPTY;
  if (kind === "array") return readList(raw, delimiter, decode);
  return explode ? readAssignments(raw, delimiter, decode) : readAlternating(raw, delimiter, decode);
}

/** `;name=value`, `;name` for an empty one; exploded `;name=a;name=b` and `;R=100;G=200`. */
function readMatrix(raw: string, kind: ValueKind, written: Written): Serialised | ParameterFault {
  if (!raw.startsWith(";")) return new ParameterFault("parameter.style", "must begin with `;`");
  const { name, explode, decode } = written;
  const items: string[] = [];
  const entries = new Map<string, Serialised>();
  for (const piece of raw.slice(1).split(";")) {
    const equals = piece.indexOf("=");
    const given = decode(equals < 0 ? piece : piece.slice(0, equals));
    const rest = equals < 0 ? "" : piece.slice(equals + 1);
    if (given === null) return new ParameterFault("parameter.encoding", "is not well-formed percent-encoded UTF-8");
    if (explode && kind === "object") {
      const value = decode(rest);
      const fault =
        value === null
          ? new ParameterFault("parameter.encoding", "is not well-formed percent-encoded UTF-8", [given])
          : addEntry(entries, given, value);
      if (fault !== null) return fault;
      continue;
    }
    if (given !== name) return new ParameterFault("parameter.style", `must be written as \`;${name}=\` and the value`);
    items.push(rest);
  }
  if (explode && kind === "object") return entries;
  const [only = "", second] = items;
  if (kind === "array" && explode) return readItems(items, decode);
  if (second !== undefined) return new ParameterFault("parameter.repeated", "is given more than once");
  return readRest(only, kind, ",", { ...written, explode: false });
}

function readItems(items: readonly string[], decode: DecodePiece): readonly string[] | ParameterFault {
  const texts: string[] = [];
  for (const item of items) {
    const text = decode(item);
    if (text === null) return new ParameterFault("parameter.encoding", "is not well-formed percent-encoded UTF-8", [texts.length]);
    if (text === "") return new ParameterFault("parameter.empty", "is an empty item; leave it out", [texts.length]);
    texts.push(text);
  }
  return texts;
}
