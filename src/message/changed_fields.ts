/** Header fields as a list of changes leaves them. */
import type { Change } from "../kernel/guard.ts";
import { type Fields, fieldsOf } from "./headers.ts";

/** `fields` after `changes`, in their order: what a change removes is gone, what it sets stands once, at the end. The same value when nothing changes. */
export function changedFields(fields: Fields, changes: readonly Change[]): Fields {
  if (changes.every((change) => change.set.length === 0 && change.remove.length === 0)) return fields;
  let pairs: (readonly [string, string])[] = [];
  for (let index = 0; index < fields.length; index += 1) pairs.push([fields.nameAt(index), fields.valueAt(index)]);
  for (const change of changes) {
    const gone = new Set([...change.remove, ...change.set.map(([name]) => name)]);
    pairs = [...pairs.filter(([name]) => !gone.has(name)), ...change.set];
  }
  return fieldsOf(pairs);
}
