/** What outlives generations of one API's targets: their states by key, and the retry budget. */
import { RetryBudget } from "../../balance/retry_budget.ts";
import type { Member } from "../../balance/target_group.ts";
import { TargetState } from "../../balance/target_state.ts";
import type { UpstreamGroup, UpstreamTarget } from "../../engine/upstream.ts";

interface Known {
  readonly state: TargetState;
  weight: number;
}

export class ApiTargets {
  readonly budget: RetryBudget = new RetryBudget();
  private readonly known = new Map<string, Known>();

  /** The targets of a generation, each with the state that it had before. One that comes, or gets its first weight, warms up; but not where all are new. */
  members(
    { targets, eachAddress }: UpstreamGroup,
    addressesOf: (name: string) => readonly string[],
    nowMs: number,
  ): readonly Member<UpstreamTarget>[] {
    const sinceMs = this.known.size === 0 ? -Infinity : nowMs;
    return targets.flatMap(({ target, weight }) =>
      (eachAddress ? byAddress(target, addressesOf(target.hostname)) : [target]).map((each) => ({
        target: each,
        weight,
        maxOutstanding: each.maxConnections,
        state: this.stateOf(each, weight, sinceMs),
      })),
    );
  }

  /** Forgets all targets but these. */
  retain(members: readonly Member<UpstreamTarget>[]): void {
    const keys = new Set(members.map(({ state }) => state.key));
    for (const key of this.known.keys()) if (!keys.has(key)) this.known.delete(key);
  }

  private stateOf(target: UpstreamTarget, weight: number, sinceMs: number): TargetState {
    const key = targetKey(target);
    const known = this.known.get(key);
    if (known === undefined) {
      const state = new TargetState(key, sinceMs);
      this.known.set(key, { state, weight });
      return state;
    }
    if (known.weight === 0 && weight > 0) known.state.sinceMs = sinceMs;
    known.weight = weight;
    return known.state;
  }
}

/** `https://api.example/v1`, and the address where one of the name's was chosen: in metrics, the log, and as what requests are hashed to. */
function targetKey({ scheme, authority, basePath, address }: UpstreamTarget): string {
  return `${scheme}://${authority}${basePath}${address === null ? "" : ` ${address}`}`;
}

/** Why IPv4 alone where there is some: both addresses of a server with two would get its share twice, and many machines have no way to the other kind. */
function byAddress(target: UpstreamTarget, addresses: readonly string[]): readonly UpstreamTarget[] {
  const v4 = addresses.filter((address) => !address.includes(":"));
  return (v4.length > 0 ? v4 : addresses).toSorted().map((address) => ({ ...target, address, id: JSON.stringify([target.id, address]) }));
}
