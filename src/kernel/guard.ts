/** Guards and rewrites as the pipeline runs them: bound to their options and operation, with the mode and the failure behaviour that were configured. */
import type { Phase, PhaseInput } from "./exchange.ts";
import type { Verdict } from "./verdict.ts";

/** `observe` records what would have happened and forwards (DESIGN section 1.10). */
export type Mode = "off" | "observe" | "enforce";

/** What becomes of an exchange when a guard of it breaks. `deny` wherever an operator did not write `pass` (DESIGN section 1.2). */
export type OnError = "deny" | "pass";

/** What a guard does in each exchange: a small function from what is known to a verdict. Synchronous unless it truly waits. */
export type Check<P extends Phase> = (exchange: PhaseInput[P]) => Verdict | Promise<Verdict>;

/** A guard bound to its options and operation. `mode` is the configured one; an override of an operator is asked for at every exchange (`trail.modes`). */
export interface Guard<P extends Phase = Phase> {
  readonly name: string;
  readonly phase: P;
  readonly mode: Mode;
  readonly onError: OnError;
  readonly check: Check<P>;
  /** Whether it counts exchanges, so that it is not asked again when a long one is judged again. */
  readonly once?: boolean;
}

/** Field changes of a rewrite. `set` replaces all fields of that name; names lower case. */
export interface Change {
  readonly set: readonly (readonly [name: string, value: string])[];
  readonly remove: readonly string[];
}

export const NO_CHANGE: Change = Object.freeze({ set: Object.freeze([]), remove: Object.freeze([]) });

export interface Rewrite<P extends Phase = Phase> {
  readonly name: string;
  readonly phase: P;
  readonly mode: Mode;
  readonly apply: (exchange: PhaseInput[P]) => Change | Promise<Change>;
}
