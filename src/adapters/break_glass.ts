/** Break-glass in a running gateway: overrides of guards' modes (events/modes.ts) that outlive a restart, each change audited, each end as well. */
import { z } from "zod";
import type { AuditEvent } from "../events/journal.ts";
import { type ModeOverride, ModeOverrides, type OverrideChange } from "../events/modes.ts";
import type { Clock } from "../kernel/deps.ts";
import type { Mode } from "../kernel/guard.ts";
import { readPrivateFile, writePrivateFile } from "./private_file.ts";

export interface BreakGlassOptions {
  /** State file, mode 0600; null keeps overrides in memory only. */
  readonly file: string | null;
  readonly clock: Clock;
  readonly audit: (event: AuditEvent) => void;
  /** Told what holds after each change. */
  readonly onChange?: (overrides: readonly ModeOverride[]) => void;
  /** Told of a state file that can't be read or written. The overrides of this process hold regardless. */
  readonly onError: (error: unknown) => void;
}

const EXPIRE_EVERY_MS = 1_000;
/** An override as it is written down, and as a gateway tells it to its workers. */
export const modeOverride: z.ZodType<ModeOverride> = z.strictObject({
  guard: z.string(),
  mode: z.enum(["off", "observe", "enforce"]),
  untilMs: z.number(),
  setAtMs: z.number(),
  by: z.string(),
  reason: z.string(),
});
const state: z.ZodType<readonly ModeOverride[]> = z.array(modeOverride);

/** Overrides in the state file, the expired among them too; none when there is no file. Throws for one that others may read, or that is no state. */
export function readOverrides(file: string): readonly ModeOverride[] {
  const text = readPrivateFile(file);
  if (text === null) return [];
  try {
    return state.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`\`${file}\` holds no overrides of modes; delete it, and what is configured holds`, { cause });
  }
}

export class BreakGlass {
  /** What the gateway asks at every exchange. */
  readonly modes: ModeOverrides;
  private readonly options: BreakGlassOptions;
  private readonly timer: NodeJS.Timeout;

  /** Takes up the overrides of before a restart. A state file that can't be trusted gives none: the configuration holds. */
  constructor(options: BreakGlassOptions) {
    this.options = options;
    this.modes = new ModeOverrides(options.clock, this.load());
    this.timer = setInterval(() => this.expire(), EXPIRE_EVERY_MS);
    this.timer.unref();
  }

  set(guard: string, mode: Mode, forMs: number, by: string, reason: string): OverrideChange {
    const change = this.modes.set(guard, mode, forMs, by, reason);
    if (change.kind === "set") this.changed("mode.set", change.override, by);
    return change;
  }

  /** False when there was none. */
  clear(guard: string, by: string): boolean {
    const override = this.modes.clear(guard);
    if (override === null) return false;
    this.changed("mode.cleared", override, by);
    return true;
  }

  /** Lets go of what is over; called by a timer. */
  expire(): void {
    for (const override of this.modes.expire()) this.changed("mode.expired", override, "gateway");
  }

  close(): void {
    clearInterval(this.timer);
  }

  private changed(action: string, override: ModeOverride, by: string): void {
    this.options.onChange?.(this.modes.list());
    this.keep(action, override, by);
  }

  private keep(action: string, { guard, mode, untilMs, reason }: ModeOverride, by: string): void {
    this.options.audit({
      timeMs: this.options.clock.nowMs(),
      action,
      by,
      detail: { guard, mode, until: new Date(untilMs).toISOString(), reason },
    });
    try {
      if (this.options.file !== null) writePrivateFile(this.options.file, JSON.stringify(this.modes.list()));
    } catch (error) {
      this.options.onError(error);
    }
  }

  private load(): readonly ModeOverride[] {
    try {
      return this.options.file === null ? [] : readOverrides(this.options.file);
    } catch (error) {
      this.options.onError(error);
      return [];
    }
  }
}
