/** The syntax of JSON Schema's `pattern`: ECMA-262 section 22.2.1 with the `u` flag, read into a tree. What is not surely understood is refused. */
import { unicodeProperty } from "./unicode_property.ts";
import { PatternFault, type PatternText, readClass, readEscape } from "./ecma_atom.ts";
import { type CodePointSet, complementOf, LINE_ENDS } from "./code_point_set.ts";

/** A pattern as a tree; captures and laziness are gone, they do not change whether a text matches. */
export type PatternNode =
  | { readonly kind: "set"; readonly set: CodePointSet }
  | { readonly kind: "sequence"; readonly items: readonly PatternNode[] }
  | { readonly kind: "choice"; readonly options: readonly PatternNode[] }
  /** `max` is Infinity where there is no upper bound. */
  | { readonly kind: "repeat"; readonly body: PatternNode; readonly min: number; readonly max: number }
  | { readonly kind: "assert"; readonly what: "start" | "end" | "boundary" | "not_boundary" }
  | { readonly kind: "lookahead"; readonly negative: boolean; readonly body: PatternNode };

export type PatternTree = { readonly ok: true; readonly node: PatternNode } | { readonly ok: false; readonly reason: string };

const MAX_SOURCE = 10_000;
const MAX_NESTING = 100;
/** Largest count in `{n,m}`; a larger one is refused. */
const MAX_COUNT = 100_000;

/** Reads a pattern. `reason` says what in it can't be taken and where. Bounds: 10,000 code units, groups 100 deep, counts up to 100,000. */
export function parseEcmaPattern(source: string, property: PatternText["property"] = unicodeProperty): PatternTree {
  if (source.length > MAX_SOURCE) return { ok: false, reason: `it is longer than ${MAX_SOURCE} characters` };
  const text: PatternText = { source, at: 0, property };
  try {
    const node = readChoice(text, 0);
    if (text.at < source.length) throw new PatternFault("an unmatched `)`", text.at);
    return { ok: true, node };
  } catch (fault) {
    if (fault instanceof PatternFault) return { ok: false, reason: `it has ${fault.message} at character ${fault.at}` };
    throw fault;
  }
}

function readChoice(text: PatternText, depth: number): PatternNode {
  if (depth > MAX_NESTING) throw new PatternFault("groups nested too deep", text.at);
  const options = [readSequence(text, depth)];
  while (text.source[text.at] === "|") {
    text.at += 1;
    options.push(readSequence(text, depth));
  }
  const [only] = options;
  return options.length === 1 && only !== undefined ? only : { kind: "choice", options };
}

function readSequence(text: PatternText, depth: number): PatternNode {
  const items: PatternNode[] = [];
  for (;;) {
    const next = text.source[text.at];
    if (next === undefined || next === "|" || next === ")") return { kind: "sequence", items };
    const atom = readAtom(text, depth);
    items.push(readQuantifier(text, atom));
  }
}

const NOT_LINE_END: PatternNode = { kind: "set", set: complementOf(LINE_ENDS) };

function readAtom(text: PatternText, depth: number): PatternNode {
  const start = text.at;
  const code = text.source.codePointAt(start) ?? 0;
  const character = String.fromCodePoint(code);
  text.at += character.length;
  switch (character) {
    case "^":
      return { kind: "assert", what: "start" };
    case "$":
      return { kind: "assert", what: "end" };
    case ".":
      return NOT_LINE_END;
    case "(":
      return readGroup(text, depth);
    case "[":
      return { kind: "set", set: readClass(text) };
    case "\\": {
      const next = text.source[text.at];
      if (next === "b" || next === "B") {
        text.at += 1;
        return { kind: "assert", what: next === "b" ? "boundary" : "not_boundary" };
      }
      const set = readEscape(text, false);
      return { kind: "set", set: typeof set === "number" ? [set, set] : set };
    }
    case "*":
    case "+":
    case "?":
      throw new PatternFault(`a \`${character}\` with nothing to repeat`, start);
    case "{":
    case "}":
    case "]":
      throw new PatternFault(`a \`${character}\` that is not escaped`, start);
    default:
      return { kind: "set", set: [code, code] };
  }
}

function readGroup(text: PatternText, depth: number): PatternNode {
  const { source } = text;
  const start = text.at - 1;
  let wrap = (node: PatternNode): PatternNode => node;
  if (source[text.at] === "?") {
    const two = source.slice(text.at, text.at + 2);
    const three = source.slice(text.at, text.at + 3);
    if (two === "?:") text.at += 2;
    else if (two === "?=" || two === "?!") {
      text.at += 2;
      wrap = (body) => ({ kind: "lookahead", negative: two === "?!", body });
    } else if (three === "?<=" || three === "?<!") throw new PatternFault("a lookbehind, which does not run in linear time here,", start);
    else if (two === "?<") {
      const end = source.indexOf(">", text.at);
      if (end < 0 || !/^[A-Za-z_$][\w$]{0,100}$/u.test(source.slice(text.at + 2, end)))
        throw new PatternFault("a group name that is not closed or not plain", start);
      text.at = end + 1;
    } else throw new PatternFault("a kind of group that is not supported", start);
  }
  const body = readChoice(text, depth + 1);
  if (source[text.at] !== ")") throw new PatternFault("a group that is not closed", start);
  text.at += 1;
  return wrap(body);
}

function readQuantifier(text: PatternText, atom: PatternNode): PatternNode {
  const start = text.at;
  const bounds = readBounds(text);
  if (bounds === null) return atom;
  // Why: in a `u` pattern an assertion can't be repeated; elsewhere its meaning is a matter of engines.
  if (atom.kind === "assert" || atom.kind === "lookahead") throw new PatternFault("a repeated assertion", start);
  if (text.source[text.at] === "?") text.at += 1;
  if (readBounds(text) !== null) throw new PatternFault("a repeated repetition", start);
  const [min, max] = bounds;
  if (min > max) throw new PatternFault("a repetition whose bounds are out of order", start);
  return { kind: "repeat", body: atom, min, max };
}

function readBounds(text: PatternText): readonly [min: number, max: number] | null {
  const { source, at: start } = text;
  switch (source[start] ?? "") {
    case "*":
      text.at += 1;
      return [0, Infinity];
    case "+":
      text.at += 1;
      return [1, Infinity];
    case "?":
      text.at += 1;
      return [0, 1];
    case "{":
      break;
    default:
      return null;
  }
  const end = source.indexOf("}", start);
  const counts = end < 0 || end - start > 20 ? null : /^(\d{1,9})(?:(,)(\d{1,9})?)?$/u.exec(source.slice(start + 1, end));
  if (counts === null) throw new PatternFault("a `{` that is neither escaped nor a repetition", start);
  const min = Number(counts[1]);
  const max = counts[2] === undefined ? min : counts[3] === undefined ? Infinity : Number(counts[3]);
  if (min > MAX_COUNT || (max > MAX_COUNT && max !== Infinity)) throw new PatternFault(`a repetition above ${MAX_COUNT}`, start);
  text.at = end + 1;
  return [min, max];
}
