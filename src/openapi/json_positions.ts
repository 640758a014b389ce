/** Where places of a JSON text stand, found only when an issue needs it: one pass over the text for any number of pointers. */
import { parsePointer } from "../codec/json/json_pointer.ts";
import { decodeJsonKey, skipJsonBlanks, skipJsonString, skipJsonValue } from "./json_scan.ts";
import { LineIndex, type Position } from "./source_file.ts";

interface Wanted {
  readonly children: Map<string, Wanted>;
  readonly pointers: string[];
}

function wantedTree(pointers: readonly string[]): Wanted {
  const root: Wanted = { children: new Map(), pointers: [] };
  for (const pointer of pointers) {
    let node = root;
    for (const token of parsePointer(pointer) ?? []) {
      let child = node.children.get(token);
      if (child === undefined) {
        child = { children: new Map(), pointers: [] };
        node.children.set(token, child);
      }
      node = child;
    }
    node.pointers.push(pointer);
  }
  return root;
}

/** Positions of `pointers` in `text`, which must be valid JSON; see `SourceFile.locate` for what a missing one gets. Linear in the text. */
export function findJsonPositions(text: string, pointers: readonly string[]): ReadonlyMap<string, Position> {
  const lines = new LineIndex(text);
  const found = new Map<string, Position>();

  function settle(wanted: Wanted, offset: number): void {
    for (const pointer of wanted.pointers) found.set(pointer, lines.position(offset));
    for (const child of wanted.children.values()) settle(child, offset);
  }

  /** `markAt` is where the value's key, or the value itself, begins; returns the index after the value. */
  function visit(at: number, markAt: number, wanted: Wanted): number {
    // Ancestors first: what is found below overwrites.
    settle(wanted, markAt);
    if (wanted.children.size === 0) return skipJsonValue(text, at);
    const open = text.charCodeAt(at);
    if (open !== 0x7b && open !== 0x5b) return skipJsonValue(text, at);
    let index = skipJsonBlanks(text, at + 1);
    for (let element = 0; index < text.length; element += 1) {
      const code = text.charCodeAt(index);
      if (code === 0x7d || code === 0x5d) return index + 1;
      let token = String(element);
      let valueAt = index;
      if (open === 0x7b) {
        const end = skipJsonString(text, index);
        token = decodeJsonKey(text, index, end);
        valueAt = skipJsonBlanks(text, skipJsonBlanks(text, end) + 1);
      }
      const child = wanted.children.get(token);
      index = skipJsonBlanks(text, child === undefined ? skipJsonValue(text, valueAt) : visit(valueAt, index, child));
      if (text.charCodeAt(index) === 0x2c) index = skipJsonBlanks(text, index + 1);
    }
    return index;
  }

  const start = skipJsonBlanks(text, 0);
  visit(start, start, wantedTree(pointers));
  return found;
}
