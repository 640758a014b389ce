/** What the admin API asks of a running gateway, answered from its parts. */
import type { AdminPorts, ConfigInfo, WorkerStanding, ModeChange, ModesInfo, Operator, ReloadResult } from "../admin/contract.ts";
import { toMatrix, withOverrides } from "../engine/matrix.ts";
import type { BreakGlass } from "../adapters/break_glass.ts";
import type { EventPage } from "../adapters/event_store/journal_reader.ts";
import type { EventStore } from "../adapters/event_store/event_store.ts";
import type { Metrics } from "../adapters/metrics.ts";
import { VERSION } from "../adapters/version.ts";
import type { Config } from "../config/config.ts";
import type { Generation } from "../engine/plan.ts";
import type { EventFilter } from "../events/query.ts";
import { GUARDS } from "../guards/index.ts";
import type { Mode } from "../kernel/guard.ts";
import { REWRITES } from "../rewrites/index.ts";
import type { Reloaded, ReloadOutcome } from "./reloads.ts";

/** The parts of the gateway that the answers come from; functions where what they give changes. */
export interface AdminSources {
  readonly configFile: string;
  readonly startedAtMs: number;
  readonly ready: () => boolean;
  readonly config: () => Config;
  readonly generation: () => Generation;
  /** Null before the first reload. */
  readonly lastReload: () => Reloaded | null;
  readonly reload: (by: Operator) => Promise<ReloadOutcome>;
  readonly metrics: Pick<Metrics, "contentType" | "text">;
  readonly workers: () => readonly WorkerStanding[];
  readonly store: EventStore | null;
  readonly breakGlass: BreakGlass;
}

/** Every name that has a mode: authentication, guards, rewrites; those that users wrote as well. */
function modeNames({ userGuards }: Generation): ReadonlySet<string> {
  return new Set(["authn", ...GUARDS.map(({ name }) => name), ...REWRITES.map(({ name }) => name), ...userGuards]);
}

export class GatewayAdmin implements AdminPorts {
  private readonly sources: AdminSources;

  constructor(sources: AdminSources) {
    this.sources = sources;
  }

  ready(): boolean {
    return this.sources.ready();
  }

  workers(): readonly WorkerStanding[] {
    return this.sources.workers();
  }

  observing(): readonly string[] {
    const { modes, apis } = this.sources.config();
    const configured = [modes, ...apis.flatMap((api) => [api.modes, ...[...api.operations.values()].map((operation) => operation.modes)])];
    const names = configured.flatMap((each) => Object.entries(each).filter(([, mode]) => mode !== "enforce"));
    const overridden = this.sources.breakGlass.modes.list().filter(({ mode }) => mode !== "enforce");
    return [...new Set([...names.map(([name]) => name), ...overridden.map(({ guard }) => guard)])].toSorted();
  }

  async metrics(): Promise<{ readonly contentType: string; readonly text: string }> {
    const { metrics } = this.sources;
    return { contentType: metrics.contentType, text: await metrics.text() };
  }

  async events(filter: EventFilter, limit: number, before: string | null): Promise<EventPage | null> {
    return (await this.sources.store?.query(filter, limit, before)) ?? null;
  }

  async matrix(): ReturnType<AdminPorts["matrix"]> {
    const overrides = this.sources.breakGlass.modes.list();
    return (await toMatrix(this.sources.generation(), this.sources.config())).map((row) => withOverrides(row, overrides));
  }

  config(): ConfigInfo {
    const { configFile, startedAtMs, store } = this.sources;
    const lastReload = this.sources.lastReload();
    const health = store?.health() ?? null;
    return {
      version: VERSION,
      generation: this.sources.generation().id,
      file: configFile,
      loadedAtMs: lastReload !== null && lastReload.ok ? lastReload.atMs : startedAtMs,
      lastReload,
      observing: this.observing(),
      eventStore: health === null ? null : { error: health.error, stored: health.stored, lost: health.lost },
    };
  }

  modes(): ModesInfo {
    return { guards: [...modeNames(this.sources.generation())], overrides: this.sources.breakGlass.modes.list() };
  }

  setMode(guard: string, change: { readonly mode: Mode; readonly forMs: number } | null, by: Operator, reason: string): ModeChange {
    if (!modeNames(this.sources.generation()).has(guard))
      return { kind: "refused", message: `no guard is called \`${guard}\`; \`GET /v1/mode\` lists them` };
    if (change !== null) return this.sources.breakGlass.set(guard, change.mode, change.forMs, by, reason);
    if (this.sources.breakGlass.clear(guard, by)) return { kind: "cleared" };
    return { kind: "refused", message: `the mode of \`${guard}\` is not overridden` };
  }

  async reload(by: Operator): Promise<ReloadResult> {
    const { issues, swapped } = await this.sources.reload(by);
    return { ok: swapped, generation: this.sources.generation().id, issues };
  }
}
