/** Thompson's construction: a pattern tree as a machine of single steps, from which deterministic machines are built. */
import type { CodePointSet } from "./code_point_set.ts";
import type { PatternNode } from "./ecma_pattern.ts";

/** One step. `split` goes both ways without taking a character; `start` and `end` go on only at that end of the text. */
export type NfaStep =
  | { readonly kind: "set"; readonly set: number; next: number }
  | { readonly kind: "split"; next: number; other: number }
  | { readonly kind: "start" | "end"; next: number }
  | { readonly kind: "match" };

export interface Nfa {
  readonly steps: readonly NfaStep[];
  readonly first: number;
  /** The distinct sets that `set` steps refer to. */
  readonly sets: readonly CodePointSet[];
}

/** Steps the machine of a tree would have: counted repetitions are written out. Infinity where a number would overflow. */
export function nfaSize(node: PatternNode): number {
  switch (node.kind) {
    case "set":
    case "assert":
      return 1;
    case "sequence":
      return node.items.reduce((sum, item) => sum + nfaSize(item), 1);
    case "choice":
      return node.options.reduce((sum, option) => sum + nfaSize(option) + 1, 0);
    case "repeat":
      return (nfaSize(node.body) + 1) * Math.max(1, node.max === Infinity ? node.min + 1 : node.max);
    case "lookahead":
      break;
  }
  return Infinity;
}

/** Whether the tree is made of what the deterministic machine knows: no word boundaries, no lookaheads. */
export function isRegular(node: PatternNode): boolean {
  switch (node.kind) {
    case "set":
      return true;
    case "assert":
      return node.what === "start" || node.what === "end";
    case "sequence":
      return node.items.every(isRegular);
    case "choice":
      return node.options.every(isRegular);
    case "repeat":
      return isRegular(node.body);
    case "lookahead":
      break;
  }
  return false;
}

/** Builds the machine of a regular tree (`isRegular`); the caller has bounded its size with `nfaSize`. */
export function compileNfa(node: PatternNode): Nfa {
  const steps: NfaStep[] = [{ kind: "match" }];
  const sets: CodePointSet[] = [];
  const setIds = new Map<string, number>();
  const setId = (set: CodePointSet): number => {
    const key = set.join(" ");
    const known = setIds.get(key);
    if (known !== undefined) return known;
    setIds.set(key, sets.length);
    sets.push(set);
    return sets.length - 1;
  };
  const add = (step: NfaStep): number => steps.push(step) - 1;
  // Built back to front: each part is told where to go on.
  const build = (part: PatternNode, next: number): number => {
    switch (part.kind) {
      case "set":
        return add({ kind: "set", set: setId(part.set), next });
      case "assert":
        return part.what === "start" || part.what === "end" ? add({ kind: part.what, next }) : unsupported();
      case "sequence":
        return part.items.reduceRight((after, item) => build(item, after), next);
      case "choice":
        return part.options.map((option) => build(option, next)).reduceRight((other, first) => add({ kind: "split", next: first, other }));
      case "repeat":
        return buildRepeat(part.body, part.min, part.max, next);
      case "lookahead":
        break;
    }
    return unsupported();
  };
  const buildRepeat = (body: PatternNode, min: number, max: number, next: number): number => {
    let at = next;
    if (max === Infinity) {
      const loop: NfaStep = { kind: "split", next, other: next };
      at = add(loop);
      loop.other = build(body, at);
    } else {
      for (let count = min; count < max; count += 1) at = add({ kind: "split", next: build(body, at), other: next });
    }
    for (let count = 0; count < min; count += 1) at = build(body, at);
    return at;
  };
  return { steps, first: build(node, 0), sets };
}

function unsupported(): never {
  throw new TypeError("the tree is not regular");
}
