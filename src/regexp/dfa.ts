/** A deterministic machine built whole before its first text: one table look-up per character, whatever the text. */
import { type CodePointSet, rangesOf } from "./code_point_set.ts";
import type { Nfa } from "./nfa.ts";

const REJECT = 0;
const ACCEPT = 1;

/** Bounds of the construction; past them there is no machine and a slower engine is used. */
export interface DfaBounds {
  readonly maxStates: number;
  readonly maxTableCells: number;
  /** Steps of the machine below that are visited while building. */
  readonly maxWork: number;
}

export const DFA_BOUNDS: DfaBounds = Object.freeze({ maxStates: 20_000, maxTableCells: 200_000, maxWork: 2_000_000 });

/** Characters that no set of the pattern tells apart share a class. */
interface Classes {
  readonly count: number;
  readonly ascii: Uint8Array | Uint16Array;
  /** Ascending first code points of intervals and the class of each. */
  readonly starts: readonly number[];
  readonly ids: readonly number[];
  /** One code point per class. */
  readonly samples: readonly number[];
}

function classesOf(sets: readonly CodePointSet[]): Classes {
  const edges = new Map<number, number[]>([[0, []]]);
  sets.forEach((set, id) => {
    for (const [low, high] of rangesOf(set)) {
      for (const edge of [low, high + 1]) edges.set(edge, [...(edges.get(edge) ?? []), id]);
    }
  });
  const starts = [...edges.keys()].toSorted((a, b) => a - b);
  const inside = new Set<number>();
  const known = new Map<string, number>();
  const samples: number[] = [];
  const ids = starts.map((start) => {
    for (const id of edges.get(start) ?? []) if (!inside.delete(id)) inside.add(id);
    const key = [...inside].toSorted((a, b) => a - b).join(" ");
    const same = known.get(key);
    if (same !== undefined) return same;
    known.set(key, samples.length);
    samples.push(start);
    return samples.length - 1;
  });
  const ascii = new Uint16Array(128);
  for (let code = 0, interval = 0; code < 128; code += 1) {
    while ((starts[interval + 1] ?? Infinity) <= code) interval += 1;
    ascii[code] = ids[interval] ?? 0;
  }
  return { count: samples.length, ascii, starts, ids, samples };
}

/** The class of a code point beyond ASCII, by binary search. */
function classOf(classes: Classes, code: number): number {
  let low = 0;
  let high = classes.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((classes.starts[middle] ?? 0) <= code) low = middle;
    else high = middle - 1;
  }
  return classes.ids[low] ?? 0;
}

const contains = (set: CodePointSet, code: number): boolean => rangesOf(set).some(([low, high]) => code >= low && code <= high);

/** A test whether a text contains a match, or null where the machine would pass the bounds. */
export function compileDfa(nfa: Nfa, bounds: DfaBounds = DFA_BOUNDS): ((text: string) => boolean) | null {
  const classes = classesOf(nfa.sets);
  const members = nfa.sets.map((set) => classes.samples.map((sample) => contains(set, sample)));
  let work = 0;
  const seen = new Uint32Array(nfa.steps.length);
  let round = 0;
  /** Everything reached from `from` without a character, as sorted indices of the steps that matter; `match` is step 0. */
  const close = (from: readonly number[], atStart: boolean, atEnd: boolean): readonly number[] => {
    round += 1;
    const found: number[] = [];
    const open = [...from];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (seen[index] === round) continue;
      seen[index] = round;
      work += 1;
      const step = nfa.steps[index];
      if (step === undefined) continue;
      if (step.kind === "split") open.push(step.next, step.other);
      else if (step.kind === "start") {
        if (atStart) open.push(step.next);
      } else if (step.kind === "end") {
        found.push(index);
        if (atEnd) open.push(step.next);
      } else found.push(index);
    }
    return found.toSorted((a, b) => a - b);
  };
  const states: (readonly number[])[] = [[], []];
  const endsWell: boolean[] = [false, true];
  const ids = new Map<string, number>();
  const stateOf = (closure: readonly number[], acceptsAtEnd: () => boolean): number => {
    if (closure.length === 0) return REJECT;
    if (closure[0] === 0) return ACCEPT;
    const key = closure.join(" ");
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = states.push(closure) - 1;
    endsWell.push(acceptsAtEnd());
    ids.set(key, id);
    return id;
  };
  // A match may begin anywhere: the first step is entered anew after each character. At the very start `^` holds too.
  const firstClosure = close([nfa.first], true, false);
  // The start has its own state even where another has the same steps: only there does `^` before `$` hold.
  const first = firstClosure[0] === 0 ? ACCEPT : states.push(firstClosure) - 1;
  if (first !== ACCEPT) endsWell.push(close([nfa.first], true, true)[0] === 0);
  const table: number[] = [];
  for (let state = 2; state < states.length; state += 1) {
    if (states.length > bounds.maxStates || states.length * classes.count > bounds.maxTableCells || work > bounds.maxWork) return null;
    for (let column = 0; column < classes.count; column += 1) {
      const next: number[] = [nfa.first];
      for (const index of states[state] ?? []) {
        const step = nfa.steps[index];
        work += 1;
        if (step?.kind === "set" && members[step.set]?.[column] === true) next.push(step.next);
      }
      table[state * classes.count + column] = stateOf(close(next, false, false), () => close(next, false, true)[0] === 0);
    }
  }
  const cells = Int32Array.from({ length: states.length * classes.count }, (_, index) => table[index] ?? 0);
  return run(cells, classes, Uint8Array.from(endsWell, Number), first);
}

function run(cells: Int32Array, classes: Classes, endsWell: Uint8Array, first: number): (text: string) => boolean {
  const { ascii, count } = classes;
  return (text) => {
    let state = first;
    for (let at = 0; at < text.length && state > ACCEPT; at += 1) {
      let code = text.charCodeAt(at);
      let column: number;
      if (code < 128) column = ascii[code] ?? 0;
      else {
        if (code >= 0xd800 && code <= 0xdbff) {
          code = text.codePointAt(at) ?? code;
          if (code > 0xffff) at += 1;
        }
        column = classOf(classes, code);
      }
      state = cells[state * count + column] ?? REJECT;
    }
    return endsWell[state] === 1;
  };
}
