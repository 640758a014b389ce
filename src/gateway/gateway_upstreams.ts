/** What a running gateway needs to ask upstreams: connections, targets and the addresses of their names. Outlives generations. */
import { UpstreamPools } from "../adapters/upstreams/upstream_pool.ts";
import type { UpstreamEnvironment } from "../adapters/upstreams/upstream_environment.ts";
import type { Sweeper } from "../adapters/sweeper.ts";
import { SYSTEM_DEPS } from "../adapters/system_deps.ts";
import { NameTable } from "../adapters/upstreams/name_table.ts";
import { Upstreams } from "../adapters/upstreams/upstreams.ts";
import type { Generation } from "../engine/plan.ts";
import { DEFAULT_RESPONSE_LIMITS } from "../message/http1/http1_limits.ts";
import type { Notices } from "./notices.ts";

export class GatewayUpstreams {
  readonly names: NameTable;
  readonly pools: UpstreamPools;
  readonly targets: Upstreams;

  constructor(sweeper: Sweeper, notices: Pick<Notices, "target" | "name" | "addresses">) {
    const nowMs = (): number => SYSTEM_DEPS.clock.monotonicMs();
    this.names = new NameTable(nowMs, {
      onChange: (name, addresses, first) => {
        if (addresses.length > 0) this.pools.retire(name, addresses);
        this.targets.nameChanged(name);
        if (!first) notices.addresses(name, addresses);
      },
      onStatus: (name, failure) => notices.name(name, failure),
    });
    const environment: UpstreamEnvironment = { sweeper, limits: DEFAULT_RESPONSE_LIMITS, lookup: this.names.lookup };
    this.pools = new UpstreamPools(environment);
    this.targets = new Upstreams({ environment, names: this.names, nowMs, onTarget: (notice) => notices.target(notice) });
    sweeper.add(this.names);
  }

  /** Before a generation comes into force. */
  async prepare(generation: Generation): Promise<void> {
    await this.targets.prepare(generation);
  }

  /** A generation came into force. */
  use(generation: Generation): void {
    this.targets.use(generation);
  }

  close(): void {
    this.targets.close();
    this.pools.close();
  }
}
