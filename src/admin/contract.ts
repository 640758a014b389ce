/** What the admin API serves: the values of its answers, and the ports by which it asks the gateway for them. The console sees the gateway through these types alone. */
import type { EventPage } from "../adapters/event_store/journal_reader.ts";
import type { ModeOverride } from "../events/modes.ts";
import type { MatrixRow } from "../engine/matrix.ts";
import type { EventFilter } from "../events/query.ts";
import type { Mode } from "../kernel/guard.ts";
import type { Issue } from "../kernel/issue.ts";

export interface ConfigInfo {
  readonly version: string;
  readonly generation: number;
  readonly file: string;
  readonly loadedAtMs: number;
  /** How the last reload went; null before the first. */
  readonly lastReload: { readonly ok: boolean; readonly atMs: number; readonly issues: readonly Issue[] } | null;
  /** Guards and authenticators that observe somewhere, by configuration or override. */
  readonly observing: readonly string[];
  readonly eventStore: { readonly error: string | null; readonly stored: number; readonly lost: Readonly<Record<string, number>> } | null;
}

/** A process that serves, where several do. */
export interface WorkerStanding {
  readonly worker: number;
  readonly pid: number;
  /** Generation of the configuration that its exchanges begin with; null while it does not serve. */
  readonly generation: number | null;
}

export interface ModesInfo {
  /** Names that can be overridden. */
  readonly guards: readonly string[];
  readonly overrides: readonly ModeOverride[];
}

export interface ReloadResult {
  readonly ok: boolean;
  readonly generation: number;
  readonly issues: readonly Issue[];
}

export type ModeChange =
  | { readonly kind: "set"; readonly override: ModeOverride }
  | { readonly kind: "cleared" }
  | { readonly kind: "refused"; readonly message: string };

/** How an operator came in, for the audit. */
export type Operator = "token" | "socket";

/** What the admin API needs of the gateway; given by the composition root. */
export interface AdminPorts {
  /** Whether traffic is served: listening, and not draining. */
  ready(): boolean;
  /** The processes that serve; none where the gateway's own does. */
  workers(): readonly WorkerStanding[];
  /** Guards and authenticators that observe somewhere; told only to whoever has the token. */
  observing(): readonly string[];
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
  /** Null when no store is configured. Rejects when it can't be read. */
  events(filter: EventFilter, limit: number, before: string | null): Promise<EventPage | null>;
  matrix(): Promise<readonly MatrixRow[]>;
  config(): ConfigInfo;
  modes(): ModesInfo;
  /** Sets a mode for `forMs`, or ends an override (null). Audited and kept over a restart by the implementation. */
  setMode(guard: string, change: { readonly mode: Mode; readonly forMs: number } | null, by: Operator, reason: string): ModeChange;
  reload(by: Operator): Promise<ReloadResult>;
}
