/**
 * The targets of all APIs in a running gateway: which one a request goes to, what is known of each, and the checks of their health. What is known is kept by API and
 * target, so that a reload that changes weights or timeouts forgets nothing.
 */
import net from "node:net";
import { TargetGroup } from "../../balance/target_group.ts";
import type { TargetChange, TargetState } from "../../balance/target_state.ts";
import type { Generation } from "../../engine/plan.ts";
import type { HealthCheckPlan, UpstreamGroup, UpstreamTarget } from "../../engine/upstream.ts";
import type { UpstreamEnvironment } from "./upstream_environment.ts";
import { ApiTargets } from "./api_targets.ts";
import { HealthCheck } from "./health_check.ts";
import type { NameTable } from "./name_table.ts";
import { TargetLease } from "./target_lease.ts";

/** What happened to a target; `forMs`: how long that lasts, where that is known. */
export interface TargetNotice {
  readonly api: string;
  readonly target: string;
  readonly change: TargetChange;
  readonly forMs: number | null;
}

/** How one API's targets stand, for metrics. */
export interface ApiReading {
  readonly api: string;
  readonly retries: number;
  readonly retriesRefused: number;
  readonly targets: readonly TargetState[];
}

export interface UpstreamsOptions {
  readonly environment: UpstreamEnvironment;
  readonly names: NameTable;
  /** Monotonic. */
  readonly nowMs: () => number;
  readonly onTarget: (notice: TargetNotice) => void;
}

/** A check of a target, and of what. */
interface Checked {
  readonly state: TargetState;
  readonly plan: HealthCheckPlan;
  readonly check: HealthCheck;
}

/** Longest time that a start or a reload waits for names. */
const NAMES_MS = 5_000;

interface Route {
  readonly plan: UpstreamGroup;
  readonly known: ApiTargets;
  group: TargetGroup<UpstreamTarget>;
}

export class Upstreams {
  private readonly options: UpstreamsOptions;
  private readonly apis = new Map<string, ApiTargets>();
  /** By the plan of a generation: an exchange goes where the generation says that it began with. */
  private readonly routes = new WeakMap<UpstreamGroup, Route>();
  private inForce: readonly Route[] = [];
  private checks: readonly Checked[] = [];

  constructor(options: UpstreamsOptions) {
    this.options = options;
  }

  /** Looks up the names of a generation that comes into force next. Never rejects. */
  async prepare({ apis }: Generation): Promise<void> {
    const targets = apis.flatMap(({ upstream, group }) => group?.targets.map(({ target }) => target) ?? [upstream]);
    const names = new Set(targets.map(({ hostname }) => hostname).filter((name) => net.isIP(name) === 0));
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, NAMES_MS);
    await Promise.race([this.options.names.keep(names), late.promise]);
    clearTimeout(timer);
  }

  /** A generation came into force: its targets are watched, and those that it does not have are forgotten. */
  use({ apis }: Generation): void {
    this.inForce = apis.flatMap(({ group }) => (group === null ? [] : [this.routeOf(group)]));
    const ids = new Set(this.inForce.map(({ plan }) => plan.id));
    for (const id of this.apis.keys()) if (!ids.has(id)) this.apis.delete(id);
    this.settle();
  }

  /** The addresses of a name are others now. */
  nameChanged(name: string): void {
    const touched = this.inForce.filter(({ plan }) => plan.eachAddress && plan.targets.some(({ target }) => target.hostname === name));
    for (const route of touched) route.group = this.groupOf(route.plan, route.known);
    if (touched.length > 0) this.settle();
  }

  /** A target for a request that came of that client (limit/client_key.ts), or null where none may be asked now. */
  lease(plan: UpstreamGroup, hash: number, client: string): TargetLease | null {
    const { group, known } = this.routeOf(plan);
    const nowMs = this.options.nowMs();
    if (plan.policy.retries !== null) known.budget.request(nowMs, plan.policy.retries);
    const member = group.pick(nowMs, hash, NOWHERE, client);
    return member === null ? null : new TargetLease(group, member, plan.failureStatus, this.options.nowMs, client);
  }

  /** Another target for a request that failed at those `tried`; null where none may be asked, or the API's retry budget is spent. */
  retry(plan: UpstreamGroup, hash: number, tried: readonly TargetState[], client: string): TargetLease | null {
    const { retries } = plan.policy;
    const { group, known } = this.routeOf(plan);
    const nowMs = this.options.nowMs();
    const member = retries === null ? null : group.pick(nowMs, hash, tried, client);
    // Why in this order: a retry that has nowhere to go must not be charged.
    if (retries === null || member === null || !known.budget.take(nowMs, retries)) return null;
    return new TargetLease(group, member, plan.failureStatus, this.options.nowMs, client);
  }

  /** Milliseconds until a target may be asked again, where that is known. */
  againInMs(plan: UpstreamGroup): number | null {
    return this.routeOf(plan).group.againInMs(this.options.nowMs());
  }

  readings(): readonly ApiReading[] {
    const nowMs = this.options.nowMs();
    for (const { group } of this.inForce) group.refresh(nowMs);
    return this.inForce.map(({ plan, known, group }) => ({
      api: plan.id,
      retries: known.budget.retries,
      retriesRefused: known.budget.refused,
      targets: group.members.map(({ state }) => state),
    }));
  }

  close(): void {
    for (const { check } of this.checks) check.close();
    this.checks = [];
  }

  private routeOf(plan: UpstreamGroup): Route {
    let route = this.routes.get(plan);
    if (route === undefined) {
      let known = this.apis.get(plan.id);
      if (known === undefined) this.apis.set(plan.id, (known = new ApiTargets()));
      route = { plan, known, group: this.groupOf(plan, known) };
      this.routes.set(plan, route);
    }
    return route;
  }

  private groupOf(plan: UpstreamGroup, known: ApiTargets): TargetGroup<UpstreamTarget> {
    const { names, nowMs, onTarget } = this.options;
    const addressesOf = (name: string): readonly string[] => (net.isIP(name) === 0 ? names.addressesOf(name) : [name]);
    return new TargetGroup(known.members(plan, addressesOf, nowMs()), plan.policy, ({ key }, change, untilMs) =>
      onTarget({ api: plan.id, target: key, change, forMs: untilMs === null ? null : Math.round(untilMs - nowMs()) }),
    );
  }

  /** Watches the targets in force, and forgets the others. What is watched already goes on as it was: names may change faster than a check takes. */
  private settle(): void {
    const { environment, nowMs } = this.options;
    const before = this.checks;
    const checks: Checked[] = [];
    for (const { plan, known, group } of this.inForce) {
      known.retain(group.members);
      const { health } = plan;
      for (const { target, state } of group.members) {
        if (health === null) {
          state.health.forget();
          continue;
        }
        const going = before.find((each) => each.state === state && each.plan === health);
        const onResult = (good: boolean): void => group.checked(state, good, health, nowMs());
        checks.push(going ?? { state, plan: health, check: new HealthCheck(target, health, environment, onResult) });
      }
    }
    for (const each of before) if (!checks.includes(each)) each.check.close();
    this.checks = checks;
  }
}

const NOWHERE: readonly TargetState[] = Object.freeze([]);
