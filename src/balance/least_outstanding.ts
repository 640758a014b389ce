/** The target with the fewest requests under way for its weight; among equals in turn, so that an idle group is not served by its first target alone. */
import type { Balancer } from "./balancer.ts";

export class LeastOutstanding implements Balancer {
  private readonly targets: number;
  private start = 0;

  constructor(targets: number) {
    this.targets = targets;
  }

  pick(weights: ArrayLike<number>, outstanding: ArrayLike<number>): number {
    const { targets } = this;
    let best = -1;
    let lowest = Infinity;
    for (let step = 0; step < targets; step++) {
      const index = (this.start + step) % targets;
      const weight = weights[index] ?? 0;
      if (weight <= 0) continue;
      // Why one more: the request to place counts, so that of idle targets the heavier one is first.
      const load = ((outstanding[index] ?? 0) + 1) / weight;
      if (load >= lowest) continue;
      lowest = load;
      best = index;
    }
    if (best !== -1) this.start = (best + 1) % targets;
    return best;
  }
}
