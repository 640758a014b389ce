/** The state holders that guards share and that outlive a generation, by stable id: counters, lockouts, slots. One per process. */
import type { GuardServices } from "./define_guard.ts";

export class GuardStates implements Pick<GuardServices, "state"> {
  private readonly holders = new Map<string, unknown>();

  /**
   * The instance with this id, made by `create` on first use. INVARIANT: an id stands for one type; it starts with the name of the guard that owns it. To
   * give a guard another store (a shared one), ask for its id first, with that store as `create`.
   */
  state<T>(id: string, create: () => T): T;
  state(id: string, create: () => unknown): unknown {
    if (!this.holders.has(id)) this.holders.set(id, create());
    return this.holders.get(id);
  }
}
