/**
 * The trie of path templates. A literal beats a pattern, a pattern a parameter, a parameter a multi-segment one, decided segment by segment from the left
 * (OpenAPI: concrete before templated). Behind a multi-segment parameter the rest is matched from the end of the path.
 *
 * Bound: every node stands at one depth, so one look-up visits each node at most once; a path cannot make it work more than the document is large.
 */
import type { TemplateSegment } from "./path_template.ts";
import { compareSegmentPatterns, matchesSegment, type SegmentPattern } from "./segment_pattern.ts";

export interface TrieNode<T> {
  readonly literals: Map<string, TrieNode<T>>;
  readonly patterns: { readonly pattern: SegmentPattern; readonly node: TrieNode<T> }[];
  parameter: TrieNode<T> | null;
  /** Root of the trie, read backwards, of what follows a multi-segment parameter here. */
  multi: TrieNode<T> | null;
  leaf: T | null;
}

export function emptyTrie<T>(): TrieNode<T> {
  return { literals: new Map(), patterns: [], parameter: null, multi: null, leaf: null };
}

function step<T>(node: TrieNode<T>, segment: TemplateSegment): TrieNode<T> {
  if (segment.kind === "literal") {
    const child = node.literals.get(segment.text) ?? emptyTrie<T>();
    node.literals.set(segment.text, child);
    return child;
  }
  if (segment.kind === "parameter") {
    node.parameter ??= emptyTrie<T>();
    return node.parameter;
  }
  const known = node.patterns.find(({ pattern }) => compareSegmentPatterns(pattern, segment.pattern) === 0);
  if (known !== undefined) return known.node;
  const child = emptyTrie<T>();
  node.patterns.push({ pattern: segment.pattern, node: child });
  node.patterns.sort((one, other) => compareSegmentPatterns(one.pattern, other.pattern));
  return child;
}

/** The node where `segments` end, made where it is missing. `multiAt` is the index of the multi-segment parameter, -1 for none. */
export function insertTemplate<T>(root: TrieNode<T>, segments: readonly TemplateSegment[], multiAt: number): TrieNode<T> {
  let node = root;
  for (const segment of multiAt === -1 ? segments : segments.slice(0, multiAt)) node = step(node, segment);
  if (multiAt === -1) return node;
  node.multi ??= emptyTrie<T>();
  node = node.multi;
  for (const segment of segments.slice(multiAt + 1).toReversed()) node = step(node, segment);
  return node;
}

/** The leaf that the path's segments lead to, or null. */
export function findLeaf<T>(node: TrieNode<T>, segments: readonly string[], at: number): T | null {
  const segment = segments[at];
  if (segment === undefined) return node.leaf;
  const literal = node.literals.get(segment);
  if (literal !== undefined) {
    const leaf = findLeaf(literal, segments, at + 1);
    if (leaf !== null) return leaf;
  }
  for (const { pattern, node: child } of node.patterns) {
    if (!matchesSegment(pattern, segment)) continue;
    const leaf = findLeaf(child, segments, at + 1);
    if (leaf !== null) return leaf;
  }
  if (node.parameter !== null && segment !== "") {
    const leaf = findLeaf(node.parameter, segments, at + 1);
    if (leaf !== null) return leaf;
  }
  return node.multi === null ? null : findBackwards(node.multi, segments, at, segments.length - 1);
}

/** `from` is where the multi-segment parameter begins; it keeps at least that segment, and none of its segments is empty. */
function findBackwards<T>(node: TrieNode<T>, segments: readonly string[], from: number, at: number): T | null {
  const segment = segments[at] ?? "";
  if (at > from) {
    const literal = node.literals.get(segment);
    if (literal !== undefined) {
      const leaf = findBackwards(literal, segments, from, at - 1);
      if (leaf !== null) return leaf;
    }
    for (const { pattern, node: child } of node.patterns) {
      if (!matchesSegment(pattern, segment)) continue;
      const leaf = findBackwards(child, segments, from, at - 1);
      if (leaf !== null) return leaf;
    }
    if (node.parameter !== null && segment !== "") {
      const leaf = findBackwards(node.parameter, segments, from, at - 1);
      if (leaf !== null) return leaf;
    }
  }
  return segment === "" ? null : node.leaf;
}
