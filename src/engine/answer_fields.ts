/** Which fields of an answer reach the client: the upstream's, as rewrites change them, and what guards asked for (DESIGN section 5). */
import { type Change, NO_CHANGE } from "../kernel/guard.ts";
import { type CheckedFields, type DroppedNames, toFieldLines } from "../message/http1/serialise.ts";
import { mergeVary } from "../message/vary.ts";
import type { LiveExchange } from "./exchange.ts";

/** What rewrites do to an answer's fields, beyond what the codec never copies. */
export interface ChangedAnswer {
  /** The upstream's fields that stop here: those removed, those that `lines` replace, and its request id, for the id is ours. */
  readonly drop: DroppedNames;
  /** What is set, checked and ready; null for nothing. */
  readonly lines: CheckedFields | null;
  /** Names of `lines`, lower case. */
  readonly names: ReadonlySet<string>;
}

const OWN_NAME = "x-request-id";
const UNCHANGED: ChangedAnswer = Object.freeze({ drop: new Set([OWN_NAME]), lines: null, names: new Set<string>() });

/** By the first change that is one: rewrites give the same values for like answers, and the serialiser remembers by the very value of `drop`. */
const made = new WeakMap<Change, { readonly changes: readonly Change[]; readonly answer: ChangedAnswer }>();

/** What these changes come to; of two that touch one name the later holds. */
export function changedAnswer(changes: readonly Change[]): ChangedAnswer {
  const first = changes.find((change) => change !== NO_CHANGE);
  if (first === undefined) return UNCHANGED;
  const known = made.get(first);
  if (known !== undefined && areSame(known.changes, changes)) return known.answer;
  const answer = make(changes);
  made.set(first, { changes, answer });
  return answer;
}

function areSame(some: readonly Change[], others: readonly Change[]): boolean {
  return some.length === others.length && some.every((change, index) => change === others[index]);
}

function make(changes: readonly Change[]): ChangedAnswer {
  const set = new Map<string, string>();
  const drop = new Set([OWN_NAME]);
  for (const change of changes) {
    for (const name of change.remove) {
      set.delete(name);
      drop.add(name);
    }
    for (const [name, value] of change.set) {
      set.set(name, value);
      drop.add(name);
    }
  }
  return { drop, lines: set.size === 0 ? null : toFieldLines([...set]), names: new Set(set.keys()) };
}

const NOTHING_SET: readonly (readonly [string, string])[] = Object.freeze([]);

/** What is set on this answer beside what rewrites set: the fields that guards asked for, unless a rewrite decided. */
export function guardFields(exchange: LiveExchange, { names }: ChangedAnswer, close: boolean): readonly (readonly [string, string])[] {
  const asked = exchange.answerFields();
  if (asked.length === 0 && !close) return NOTHING_SET;
  const fields: (readonly [string, string])[] = [];
  for (const field of asked) {
    if (names.has(field[0])) continue;
    // Why: a cache must know of both, what the upstream's answer depends on and what ours does.
    fields.push(field[0] === "vary" ? ["vary", mergeVary(exchange.response.headers.getAll("vary"), field[1])] : field);
  }
  if (close) fields.push(["connection", "close"]);
  return fields;
}
