/**
 * `pattern` of JSON Schema in linear time (DESIGN section 1.6): ECMA-262 syntax with the `u` flag, run by a table built at load, or by RE2 where the table
 * would be too large. A caller's text never meets a backtracking engine.
 */
import { RE2JS } from "re2js";
import { compileDfa } from "./dfa.ts";
import { parseEcmaPattern, type PatternNode } from "./ecma_pattern.ts";
import { compileNfa, isRegular, nfaSize } from "./nfa.ts";
import { toRe2 } from "./to_re2.ts";

/** A pattern ready to run. */
export interface Pattern {
  readonly ok: true;
  /** Whether a match occurs anywhere in the text, as `RegExp.prototype.test` with the `u` flag answers for well-formed text. */
  test(text: string): boolean;
  /** Work steps to charge per character of the text: an upper bound of what any text costs. */
  readonly stepsPerCharacter: number;
}

/** A pattern that can't be run in linear time here; `reason` completes "the pattern can't be used because ...". */
export interface UnsupportedPattern {
  readonly ok: false;
  readonly reason: string;
}

/** Steps of the machine a pattern may need. */
const MAX_SIZE = 20_000;
const MAX_RE2_SIZE = 2_000;
const MAX_CACHED = 4_096;
const cache = new Map<string, Pattern | UnsupportedPattern>();

/** Compiles a pattern; the same source gives the same value while it is among the last few thousand. */
export function compilePattern(source: string): Pattern | UnsupportedPattern {
  const known = cache.get(source);
  if (known !== undefined) return known;
  const compiled = compileUncached(source);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(source, compiled);
  return compiled;
}

function compileUncached(source: string): Pattern | UnsupportedPattern {
  const tree = parseEcmaPattern(source);
  if (!tree.ok) return tree;
  const parts = splitLookaheads(tree.node);
  const tests: Pattern[] = [];
  for (const { node, negative } of parts) {
    const part = compileNode(node);
    if (!part.ok) return part;
    tests.push(negative ? { ...part, test: (text) => !part.test(text) } : part);
  }
  const [only] = tests;
  if (only !== undefined && tests.length === 1) return only;
  return {
    ok: true,
    test: (text) => tests.every((part) => part.test(text)),
    stepsPerCharacter: tests.reduce((sum, part) => sum + part.stepsPerCharacter, 0),
  };
}

interface Part {
  readonly node: PatternNode;
  readonly negative: boolean;
}

/** `^(?=A)(?!B)C`, where all lookaheads stand right after the first `^`, is the patterns `^A`, not `^B` and `^C` together. */
function splitLookaheads(node: PatternNode): readonly Part[] {
  const whole: readonly Part[] = [{ node, negative: false }];
  if (node.kind !== "sequence") return whole;
  const [start, ...rest] = node.items;
  if (start?.kind !== "assert" || start.what !== "start") return whole;
  const parts: Part[] = [];
  for (const [index, item] of rest.entries()) {
    if (item.kind !== "lookahead") {
      return [...parts, { node: { kind: "sequence", items: [start, ...rest.slice(index)] }, negative: false }];
    }
    parts.push({ node: { kind: "sequence", items: [start, item.body] }, negative: item.negative });
  }
  return parts.length === 0 ? whole : parts;
}

function compileNode(node: PatternNode): Pattern | UnsupportedPattern {
  const size = nfaSize(node);
  if (size === Infinity) return { ok: false, reason: "it has a lookahead elsewhere than right after the first `^`" };
  if (size > MAX_SIZE) return { ok: false, reason: "its counted repetitions multiply to too large a machine" };
  if (isRegular(node)) {
    const test = compileDfa(compileNfa(node));
    if (test !== null) return { ok: true, test, stepsPerCharacter: 1 };
  }
  if (size > MAX_RE2_SIZE) return { ok: false, reason: "its repetitions overlap in too many ways" };
  return compileRe2(node);
}

function compileRe2(node: PatternNode): Pattern | UnsupportedPattern {
  const translated = toRe2(node);
  if (translated === null) return { ok: false, reason: "it has a repetition above 1000 that overlaps with what follows" };
  const machine = compileMachine(translated);
  if (machine === null || machine.programSize() > MAX_RE2_SIZE) return { ok: false, reason: "its machine would be too large" };
  // Measured: a text made to miss the library's cache costs about 100 ns per instruction and character, eight steps or so.
  return { ok: true, test: (text) => machine.test(text), stepsPerCharacter: 8 * machine.programSize() };
}

function compileMachine(translated: string): RE2JS | null {
  try {
    return RE2JS.compile(translated);
  } catch (error) {
    // What the library refuses is too large for it: the syntax is ours and always right.
    if (error instanceof Error && error.message.startsWith("error parsing regexp: expression")) return null;
    throw error;
  }
}
