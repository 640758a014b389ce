/** How one of several targets is chosen. */

/** `round_robin`: in turn by weight; `least_outstanding`: where the fewest requests are under way for its weight; `consistent_hash`: the same key, the same target. */
export type BalanceKind = "round_robin" | "least_outstanding" | "consistent_hash";

export interface Balancer {
  /**
   * Index of the target to ask, or -1 where none may be. `weights`: by target, 0 for one that may not be asked now; `outstanding`: requests under way by target;
   * `hash`: 32 bits of the request's key, for whoever chooses by it. Both lists have the length that the balancer was made for.
   */
  pick(weights: ArrayLike<number>, outstanding: ArrayLike<number>, hash: number): number;
}
