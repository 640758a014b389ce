/**
 * The same key goes to the same target as long as that may be asked. While it may not, its keys, and no others, go elsewhere, each to a target of its own, and
 * come back to it later. A target that is warming up gets a growing part of its keys, always the same ones.
 */
import type { Balancer } from "./balancer.ts";
import { MAGLEV_SLOTS, maglevTable } from "./maglev.ts";
import { mixed } from "./text_hash.ts";

/** Further slots that are looked at for a key whose target may not be asked, before the first target that may is taken. */
const PROBES = 64;
const HASHES = 2 ** 32;

export class ConsistentHash implements Balancer {
  private readonly table: Int32Array | null;
  private readonly full: readonly number[];

  /** `names`: stable over reloads and processes, so that keys keep their targets; `weights`: of targets that are not warming up. */
  constructor(names: readonly string[], weights: readonly number[], slots: number = MAGLEV_SLOTS) {
    this.table = maglevTable(names, weights, slots);
    this.full = weights;
  }

  pick(weights: ArrayLike<number>, _outstanding: ArrayLike<number>, hash: number): number {
    const { table } = this;
    if (table === null) return -1;
    let bits = hash >>> 0;
    let warming = -1;
    for (let probe = 0; probe < PROBES; probe++) {
      const index = table[bits % table.length] ?? -1;
      const weight = weights[index] ?? 0;
      bits = mixed(bits + 0x9e3779b9);
      if (weight <= 0) continue;
      if (weight >= (this.full[index] ?? 0) || bits / HASHES < weight / (this.full[index] ?? 1)) return index;
      warming = index;
    }
    if (warming !== -1) return warming;
    for (let index = 0; index < weights.length; index++) if ((weights[index] ?? 0) > 0) return index;
    return -1;
  }
}
