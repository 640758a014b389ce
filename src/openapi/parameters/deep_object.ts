/**
 * `deepObject`: `color[R]=100&color[G]=200`. OpenAPI defines it for objects of plain values; deeper brackets and arrays (`a[b][c]`, `a[]`, `a[0]`), which
 * published descriptions rely on, are read only where the schema declares such a property or item, so that no reader's own nesting rules come into play.
 */
import type { QueryPair } from "../../codec/query.ts";
import { ParameterFault } from "./parameter_fault.ts";
import { addEntry, type Serialised } from "./serialised.ts";
import type { ValueShape } from "./value_shape.ts";

/** Brackets after the name. */
const MAX_BRACKETS = 8;

/** Nodes being filled; `indexed` tells how an array's items were written so far. */
interface Branch {
  readonly kind: "object" | "array";
  readonly shape: ValueShape;
  readonly entries: Map<string, Serialised | Branch>;
  indexed: boolean | null;
}

const isBranch = (node: Serialised | Branch): node is Branch => typeof node === "object" && "entries" in node && "indexed" in node;

/** The keys in brackets after `base`; null where the rest of the name is not a run of `[key]`. */
function keysOf(name: string, base: string): readonly string[] | null {
  const keys: string[] = [];
  for (let at = base.length; at < name.length; ) {
    const close = name.indexOf("]", at);
    if (name.charCodeAt(at) !== 0x5b || close < 0 || keys.length === MAX_BRACKETS) return null;
    const key = name.slice(at + 1, close);
    if (key.includes("[")) return null;
    keys.push(key);
    at = close + 1;
  }
  return keys;
}

/** The value that pairs named `base[...]` give together. Linear in the pairs. */
export function readDeepObject(pairs: readonly QueryPair[], base: string, shape: ValueShape): Serialised | ParameterFault {
  const root = branchFor(shape);
  if (root === null) return nesting([]);
  for (const { name, value } of pairs) {
    const keys = keysOf(name, base);
    if (keys === null || keys.length === 0) return new ParameterFault("parameter.style", `must be written as \`${base}[property]=value\``);
    const fault = insert(root, keys, value);
    if (fault !== null) return new ParameterFault(fault.code, fault.message, keys);
  }
  return settle(root);
}

const nesting = (path: readonly string[]): ParameterFault =>
  new ParameterFault("parameter.nesting", "is nested where the description has no such property", path);

function branchFor(shape: ValueShape): Branch | null {
  if (shape.isObject) return { kind: "object", shape, entries: new Map(), indexed: null };
  return shape.isArray ? { kind: "array", shape, entries: new Map(), indexed: null } : null;
}

function insert(root: Branch, keys: readonly string[], value: string): ParameterFault | null {
  let branch = root;
  for (const [index, written] of keys.entries()) {
    // Why not `a[][b]`: readers differ on which pairs then make one item.
    const anonymous = written === "" && index < keys.length - 1;
    const key = anonymous ? null : branch.kind === "array" ? itemKey(branch, written) : written;
    if (key === null)
      return new ParameterFault("parameter.style", "must be written as `[]` at the end, or with indices from 0 on, not both");
    const shape = branch.kind === "array" ? branch.shape.item(Number(key)) : (branch.shape.property(key) ?? branch.shape.additional);
    const isLast = index === keys.length - 1;
    if (isLast) {
      const there = branch.entries.get(key);
      if (there !== undefined) return new ParameterFault("parameter.repeated", "is given more than once");
      if (key === "" || key === "__proto__") return addEntry(new Map(), key, value);
      branch.entries.set(key, value);
      return null;
    }
    if (key === "__proto__") return new ParameterFault("parameter.proto_key", "has a property `__proto__`");
    const next = branch.entries.get(key) ?? (shape === null ? null : branchFor(shape));
    if (next === null) return nesting([]);
    if (!isBranch(next)) return new ParameterFault("parameter.repeated", "is given both as a value and with properties");
    branch.entries.set(key, next);
    branch = next;
  }
  return null;
}

/** The index an array's item goes to: the next one, whether written or not; null for any other. */
function itemKey(array: Branch, written: string): string | null {
  const next = String(array.entries.size);
  const indexed = written !== "";
  if (array.indexed !== null && array.indexed !== indexed) return null;
  array.indexed = indexed;
  if (!indexed || written === next) return next;
  // Properties of the item begun last come under its index again.
  return written === String(array.entries.size - 1) ? written : null;
}

function settle(branch: Branch): Serialised {
  const settled = [...branch.entries].map(([key, node]) => [key, isBranch(node) ? settle(node) : node] as const);
  return branch.kind === "array" ? settled.map(([, node]) => node) : new Map(settled);
}
