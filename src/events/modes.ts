/**
 * Break-glass: an operator sets a guard's mode for a while, over whatever the configuration says (DESIGN section 1.10). Bounded in time, named in every list,
 * audited by whoever sets it. The gateway asks at every exchange.
 */
import type { Clock } from "../kernel/deps.ts";
import type { Mode } from "../kernel/guard.ts";
import type { ModeSource } from "../kernel/trail.ts";

export interface ModeOverride {
  readonly guard: string;
  readonly mode: Mode;
  /** Epoch milliseconds; from then on the configuration holds again. */
  readonly untilMs: number;
  readonly setAtMs: number;
  /** How the operator came in: `token`, `socket`. */
  readonly by: string;
  /** In the operator's words; may be empty. */
  readonly reason: string;
}

/** Longest time an override may be asked for; what should last longer belongs in the configuration. */
export const MAX_OVERRIDE_MS = 86_400_000;
/** Guards that can be overridden at once. */
export const MAX_OVERRIDES = 64;

export type OverrideChange =
  | { readonly kind: "set"; readonly override: ModeOverride }
  | { readonly kind: "refused"; readonly message: string };

export class ModeOverrides implements ModeSource {
  private readonly clock: Clock;
  /** Null when there is none, so that the common case is one comparison. */
  private active: Map<string, ModeOverride> | null = null;

  /** `initial`: those of before a restart; the expired among them are dropped. */
  constructor(clock: Clock, initial: readonly ModeOverride[]) {
    this.clock = clock;
    const now = clock.nowMs();
    // Why: a clock that was wrong, or a file that was edited, must not make an override outlive the bound.
    const kept = initial.filter((override) => override.untilMs > now && override.untilMs <= now + MAX_OVERRIDE_MS);
    if (kept.length > 0) this.active = new Map(kept.slice(0, MAX_OVERRIDES).map((override) => [override.guard, override]));
  }

  /** The override while it lasts, else `configured`. A guard that is configured off stays off: it has no part in the exchange to be observed. */
  effective(guard: string, configured: Mode): Mode {
    if (this.active === null) return configured;
    const override = this.active.get(guard);
    if (override === undefined || configured === "off" || override.untilMs <= this.clock.nowMs()) return configured;
    return override.mode;
  }

  /** Replaces an override of the same guard. `forMs` above zero, at most `MAX_OVERRIDE_MS`. */
  set(guard: string, mode: Mode, forMs: number, by: string, reason: string): OverrideChange {
    if (!(forMs > 0 && forMs <= MAX_OVERRIDE_MS))
      return { kind: "refused", message: "an override lasts at least a millisecond and at most a day" };
    this.expire();
    const active = (this.active ??= new Map());
    if (!active.has(guard) && active.size >= MAX_OVERRIDES)
      return { kind: "refused", message: `at most ${MAX_OVERRIDES} guards can be overridden at once` };
    const setAtMs = this.clock.nowMs();
    const override: ModeOverride = { guard, mode, untilMs: setAtMs + forMs, setAtMs, by, reason };
    active.set(guard, override);
    return { kind: "set", override };
  }

  /** Ends the override of `guard` now; null when there was none. */
  clear(guard: string): ModeOverride | null {
    const override = this.active?.get(guard) ?? null;
    this.active?.delete(guard);
    if (this.active?.size === 0) this.active = null;
    return override;
  }

  /** From here on these hold, and no others: as another process says that keeps them. */
  replace(overrides: readonly ModeOverride[]): void {
    this.active = overrides.length === 0 ? null : new Map(overrides.map((override) => [override.guard, override]));
  }

  /** Forgets those whose time is over and returns them, for the audit. Called on a timer; `effective` does not depend on it. */
  expire(): readonly ModeOverride[] {
    const now = this.clock.nowMs();
    const over = [...(this.active?.values() ?? [])].filter((override) => override.untilMs <= now);
    for (const override of over) this.clear(override.guard);
    return over;
  }

  /** Those in force. */
  list(): readonly ModeOverride[] {
    const now = this.clock.nowMs();
    return [...(this.active?.values() ?? [])].filter((override) => override.untilMs > now);
  }
}
