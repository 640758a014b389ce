import { type Change, NO_CHANGE } from "./guard.ts";

/** One change equal to all of them made in order: of two that touch a field the later holds, whether it sets or removes. */
export function mergeChanges(changes: readonly Change[]): Change {
  if (changes.length === 0) return NO_CHANGE;
  if (changes.length === 1) return changes[0] ?? NO_CHANGE;
  const set = new Map<string, string>();
  const removed = new Set<string>();
  for (const change of changes) {
    for (const name of change.remove) {
      removed.add(name);
      set.delete(name);
    }
    for (const [name, value] of change.set) {
      set.set(name, value);
      removed.delete(name);
    }
  }
  return set.size === 0 && removed.size === 0 ? NO_CHANGE : { set: [...set], remove: [...removed] };
}
