/**
 * Content-Disposition of a part of `multipart/form-data` (RFC 7578 section 4.2), where form parsers disagree most: escapes in quotes, `filename*`, parameters
 * given twice, paths in file names. What two of them could read differently is refused.
 */
import { skipBlanks, tokenEnd } from "./field_syntax.ts";

export interface FormDisposition {
  readonly name: string;
  /** Null where there is none; "" as browsers send it for a file input without a file. */
  readonly filename: string | null;
}

/** `syntax`: not `form-data` with `name` and perhaps `filename`, each once. `filename`: a name that some reader takes for a path. */
export type DispositionFault = "syntax" | "filename";

/** Code units of a field or file name. */
const MAX_NAME = 255;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

interface Word {
  readonly text: string;
  readonly end: number;
}

/** A token, or a quoted string without escapes: a backslash is an escape to some readers and a character to others. */
function wordAt(text: string, at: number): Word | null {
  if (text.charCodeAt(at) !== QUOTE) {
    const end = tokenEnd(text, at);
    return end === at ? null : { text: text.slice(at, end), end };
  }
  for (let index = at + 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) return { text: text.slice(at + 1, index), end: index + 1 };
    if (code === BACKSLASH || code < 0x20 || code === 0x7f) return null;
  }
  return null;
}

/** Encoded slashes, backslashes and NUL, which are themselves again where somebody behind decodes. */
const ENCODED_PATH = ["%2f", "%5c", "%00"];

function isPlainFilename(name: string): boolean {
  if (name === "." || name === ".." || name.length > MAX_NAME || name.includes("/")) return false;
  if (!name.includes("%")) return true;
  const lower = name.toLowerCase();
  return !ENCODED_PATH.some((escape) => lower.includes(escape));
}

/** Reads the field's value. Linear. Names are kept as written: RFC 7578 encodes nothing in them. */
export function parseFormDisposition(text: string): FormDisposition | DispositionFault {
  const typeEnd = tokenEnd(text, 0);
  if (text.slice(0, typeEnd).toLowerCase() !== "form-data") return "syntax";
  let name: string | null = null;
  let filename: string | null = null;
  let at = typeEnd;
  while (at < text.length) {
    if (text.charCodeAt(at) !== 0x3b) return "syntax";
    at = skipBlanks(text, at + 1);
    const nameEnd = tokenEnd(text, at);
    const parameter = text.slice(at, nameEnd).toLowerCase();
    if (text.charCodeAt(nameEnd) !== 0x3d) return "syntax";
    const word = wordAt(text, nameEnd + 1);
    if (word === null) return parameter === "filename" ? "filename" : "syntax";
    if (parameter === "name" && name === null) name = word.text;
    else if (parameter === "filename" && filename === null) filename = word.text;
    else return parameter.startsWith("filename") ? "filename" : "syntax";
    at = word.end;
  }
  if (name === null || name === "" || name.length > MAX_NAME) return "syntax";
  return filename === null || isPlainFilename(filename) ? { name, filename } : "filename";
}
