/** A YAML 1.2 file as plain data: the `yaml` package parses, this converts strictly: no tags of one's own, no merge keys, aliases bounded. */
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from "yaml";
import { duplicateKey } from "./json_duplicates.ts";
import { parsePointer } from "../codec/json/json_pointer.ts";
import { arrayIndex, pointerTo } from "./json_pointer.ts";
import type { Position, SourceIssue, SourceLimits, SourceParsed } from "./source_file.ts";

/** The tags of YAML's core schema, which are JSON's types (YAML 1.2.2 section 10.3). */
const CORE_TAGS: ReadonlySet<string> = new Set(
  ["str", "int", "float", "bool", "null", "map", "seq"].map((name) => `tag:yaml.org,2002:${name}`),
);

interface Converted {
  readonly value: unknown;
  /** Values in it, aliases counted as what they stand for. */
  readonly nodes: number;
}

const keyText = (key: unknown): string => (isScalar(key) ? String(key.value) : "");

/** Whether a YAML 1.1 reader would merge here: only a plain `<<` is that; in quotes it's a key like any other. */
const isMergeKey = (key: unknown): boolean => isScalar(key) && key.value === "<<" && key.type === "PLAIN";

class Conversion {
  readonly issues: SourceIssue[] = [];
  private readonly limits: SourceLimits;
  private readonly lines: LineCounter;
  private readonly anchors = new Map<string, Converted | "open">();
  private total = 0;

  constructor(limits: SourceLimits, lines: LineCounter) {
    this.limits = limits;
    this.lines = lines;
  }

  report(code: string, message: string, pointer: string, node: unknown): void {
    const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    this.issues.push({ severity: "error", code, message, pointer, at: positionAt(this.lines, offset) });
  }

  private spend(nodes: number, pointer: string, node: unknown): boolean {
    const before = this.total;
    this.total += nodes;
    if (this.total <= this.limits.maxNodes) return true;
    if (before <= this.limits.maxNodes)
      this.report(
        "openapi.too_large",
        `the file has more than ${this.limits.maxNodes} values once aliases are followed; split it or raise the limit`,
        pointer,
        node,
      );
    return false;
  }

  convert(node: unknown, pointer: string, depth: number): Converted {
    const nothing: Converted = { value: null, nodes: 1 };
    if (!isNode(node)) return nothing;
    if (isAlias(node)) {
      const target = this.anchors.get(node.source);
      if (target === undefined || target === "open") {
        const what = target === "open" ? "stands inside its own anchor" : "has no anchor before it";
        this.report("openapi.yaml_alias", `the alias \`*${node.source}\` ${what}; use \`$ref\``, pointer, node);
        return nothing;
      }
      return this.spend(target.nodes, pointer, node) ? target : nothing;
    }
    if (!this.spend(1, pointer, node)) return nothing;
    if (node.tag !== undefined && !CORE_TAGS.has(node.tag)) {
      this.report("openapi.yaml_tag", `the tag \`${node.tag}\` is not one of JSON's types; remove it`, pointer, node);
      return nothing;
    }
    if (depth >= this.limits.maxDepth) {
      this.report(
        "openapi.too_deep",
        `the file is nested more than ${this.limits.maxDepth} levels deep; flatten it with \`$ref\``,
        pointer,
        node,
      );
      return nothing;
    }
    if (node.anchor !== undefined) this.anchors.set(node.anchor, "open");
    const converted = this.collection(node, pointer, depth);
    if (node.anchor !== undefined) this.anchors.set(node.anchor, converted);
    return converted;
  }

  private collection(node: Node, pointer: string, depth: number): Converted {
    if (isSeq(node)) {
      const value: unknown[] = [];
      let nodes = 1;
      for (const [index, item] of node.items.entries()) {
        const converted = this.convert(item, pointerTo(pointer, index), depth + 1);
        value.push(converted.value);
        nodes += converted.nodes;
      }
      return { value, nodes };
    }
    if (isMap(node)) return this.map(node, pointer, depth);
    if (!isScalar(node)) return { value: null, nodes: 1 };
    const { value } = node;
    if (typeof value === "number" && !Number.isFinite(value)) {
      this.report("openapi.yaml_number", "infinity and not-a-number are not JSON; write a number", pointer, node);
      return { value: null, nodes: 1 };
    }
    return { value: value ?? null, nodes: 1 };
  }

  private map(node: YAMLMap, pointer: string, depth: number): Converted {
    const value: Record<string, unknown> = Object.create(null);
    let nodes = 1;
    for (const pair of node.items) {
      const key = keyText(pair.key);
      const below = pointerTo(pointer, key);
      if (isMergeKey(pair.key))
        this.report(
          "openapi.yaml_merge",
          "merge keys (`<<`) are not part of YAML 1.2; write the members out or use `$ref`",
          below,
          pair.key,
        );
      else if (key === "__proto__") this.report("openapi.forbidden_key", "the key `__proto__` is refused; rename it", below, pair.key);
      else if (key in value)
        this.issues.push(duplicateKey(below, key, positionAt(this.lines, isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0)));
      const converted = this.convert(pair.value, below, depth + 1);
      value[key] = converted.value;
      nodes += converted.nodes;
    }
    return { value, nodes };
  }
}

function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** The offset of what `pointer` names, or of its deepest ancestor there is. Aliases are followed to their anchor. */
function offsetOf(document: Document.Parsed, pointer: string, anchored: ReadonlyMap<string, Node>): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const token of parsePointer(pointer) ?? []) {
    if (isAlias(node)) node = anchored.get(node.source);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => keyText(key) === token);
      if (pair === undefined) return offset;
      offset = isNode(pair.key) ? (pair.key.range?.[0] ?? offset) : offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item: unknown = node.items[arrayIndex(token)];
      if (!isNode(item)) return offset;
      offset = item.range?.[0] ?? offset;
      node = item;
    } else return offset;
  }
  return offset;
}

function anchoredNodes(node: unknown, into: Map<string, Node>): void {
  if (!isNode(node) || isAlias(node)) return;
  if (node.anchor !== undefined) into.set(node.anchor, node);
  if (isSeq(node)) for (const item of node.items) anchoredNodes(item, into);
  if (isMap(node)) for (const pair of node.items) anchoredNodes(pair.value, into);
}

function locator(document: Document.Parsed, lines: LineCounter): (pointers: readonly string[]) => ReadonlyMap<string, Position> {
  return (pointers) => {
    const anchored = new Map<string, Node>();
    anchoredNodes(document.contents, anchored);
    return new Map(pointers.map((pointer) => [pointer, positionAt(lines, offsetOf(document, pointer, anchored))] as const));
  };
}

/** Reads YAML text. Refuses what JSON cannot say and what grows beyond `limits` once aliases are followed. */
export function parseYamlSource(uri: string, text: string, limits: SourceLimits): SourceParsed {
  const lines = new LineCounter();
  const syntax = (code: string, message: string, offset: number): SourceIssue => ({
    severity: "error",
    code,
    message,
    pointer: "",
    at: positionAt(lines, offset),
  });
  let document: Document.Parsed;
  try {
    // Why `uniqueKeys: false`: the package compares each key with every other; the conversion finds duplicates by look-up instead.
    document = parseDocument(text, {
      version: "1.2",
      schema: "core",
      merge: false,
      resolveKnownTags: false,
      uniqueKeys: false,
      stringKeys: true,
      strict: true,
      prettyErrors: false,
      logLevel: "error",
      lineCounter: lines,
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, issues: [syntax("openapi.too_deep", "the file is nested too deeply to be read; flatten it with `$ref`", 0)] };
  }
  if (document.errors.length > 0) {
    const issues = document.errors.map((error) =>
      syntax("openapi.syntax", `the file is not valid YAML here: ${error.message}`, error.pos[0]),
    );
    return { ok: false, issues };
  }
  const conversion = new Conversion(limits, lines);
  const { value } = conversion.convert(document.contents, "", 0);
  if (conversion.issues.length > 0) return { ok: false, issues: conversion.issues };
  return { ok: true, file: { uri, root: value, locate: locator(document, lines) } };
}
