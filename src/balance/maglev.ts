/**
 * The look-up table of Maglev hashing (Eisenbud and others, NSDI 2016, section 3.4): every target gets slots by its weight, almost all of them the same ones
 * whatever other targets there are, so that a target that comes or goes moves hardly any keys but its own.
 */
import { textHash } from "./text_hash.ts";

/** Slots of a table: a prime far above the number of targets, so that shares are exact to a percent. */
export const MAGLEV_SLOTS = 65_537;

const OFFSET_SEED = 0x5bd1e995;
const SKIP_SEED = 0x1b873593;

/**
 * Index of a target by slot; every slot is taken. `names`: what tells the targets apart, each once; the same names give the same table in whatever order they come.
 * `weights`: by target, 0 for one without slots. Null where no target has a weight.
 */
export function maglevTable(names: readonly string[], weights: readonly number[], slots: number = MAGLEV_SLOTS): Int32Array | null {
  const order = [...names.keys()].filter((index) => (weights[index] ?? 0) > 0);
  if (order.length === 0) return null;
  order.sort((a, b) => ((names[a] ?? "") < (names[b] ?? "") ? -1 : 1));
  const heaviest = Math.max(...order.map((index) => weights[index] ?? 0));
  const turns = order.map((index) => {
    const name = names[index] ?? "";
    const share = (weights[index] ?? 0) / heaviest;
    return { index, share, credit: 0, at: textHash(name, OFFSET_SEED) % slots, skip: (textHash(name, SKIP_SEED) % (slots - 1)) + 1 };
  });
  const table = new Int32Array(slots).fill(-1);
  for (let left = slots; left > 0; ) {
    for (const turn of turns) {
      turn.credit += turn.share;
      if (turn.credit < 1) continue;
      turn.credit -= 1;
      while (table[turn.at] !== -1) turn.at = (turn.at + turn.skip) % slots;
      table[turn.at] = turn.index;
      left--;
      if (left === 0) break;
    }
  }
  return table;
}
