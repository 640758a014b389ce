/**
 * Smooth weighted round robin, as nginx has it: in every cycle each target is chosen as often as its weight says, and the turns of a heavy one are spread over the
 * cycle instead of following each other. Weights may change from one choice to the next.
 */
import type { Balancer } from "./balancer.ts";

export class RoundRobin implements Balancer {
  private readonly current: Float64Array;

  constructor(targets: number) {
    this.current = new Float64Array(targets);
  }

  pick(weights: ArrayLike<number>): number {
    const { current } = this;
    let best = -1;
    let highest = -Infinity;
    let total = 0;
    for (let index = 0; index < current.length; index++) {
      const weight = weights[index] ?? 0;
      if (weight <= 0) continue;
      total += weight;
      const mine = (current[index] ?? 0) + weight;
      current[index] = mine;
      if (mine <= highest) continue;
      highest = mine;
      best = index;
    }
    if (best !== -1) current[best] = highest - total;
    return best;
  }
}
