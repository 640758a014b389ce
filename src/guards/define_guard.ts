/** How a guard is written. A feature folder exports one value made here; `index.ts` lists it in its phase's order. The same function is public. */
import type { z } from "zod";
import type { Deps } from "../kernel/deps.ts";
import type { Phase } from "../kernel/exchange.ts";
import type { Check, Mode } from "../kernel/guard.ts";
import type { Operation } from "../openapi/operation.ts";

/** What a guard is compiled for. `head` guards are compiled once per generation with `api` and `operation` null; all others once per operation. */
export interface GuardScope {
  readonly api: string | null;
  readonly operation: Operation | null;
}

/** Something wrong with options that only shows when they meet an operation. `path` is relative to the guard's options. */
export interface CompileIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** `none`: this guard has nothing to check on this operation and leaves its plan. */
export type Compiled<P extends Phase> =
  | { readonly kind: "check"; readonly check: Check<P> }
  | { readonly kind: "none" }
  | { readonly kind: "issues"; readonly issues: readonly CompileIssue[] };

/** Things with state and lifetime that guards share and that outlive a generation, by stable id. Extended by declaration in each owner's port file. */
export interface GuardServices extends Deps {
  /** The one instance of a state holder with this id, made on first use; ids start with the guard's name. */
  state<T>(id: string, create: () => T): T;
}

export interface GuardDefinition<P extends Phase = Phase, O = unknown> {
  /** Name of the guard and its key in the configuration (`limits`, `ip`, `cors`). */
  readonly name: string;
  readonly phase: P;
  /** One sentence for `--help`, the docs and `matrix`. */
  readonly summary: string;
  readonly options: z.ZodType<O>;
  /** Whether it runs where the configuration does not name it, with the options that decoding `undefined` gives. */
  readonly always: boolean;
  /** Mode when none is configured. */
  readonly mode: Mode;
  /** Whether the guard needs the whole body before it can decide; true only makes sense from `body` on. */
  readonly needsBody: boolean;
  readonly compile: (options: O, scope: GuardScope, services: GuardServices) => Compiled<P> | Promise<Compiled<P>>;
}

export const NOT_APPLICABLE: Compiled<never> = Object.freeze({ kind: "none" });

/** Completes a definition with the defaults: off unless configured, `enforce`, no body needed. */
export function defineGuard<P extends Phase, O>(
  definition: Omit<GuardDefinition<P, O>, "always" | "mode" | "needsBody"> & Partial<Pick<GuardDefinition<P, O>, "always" | "mode" | "needsBody">>,
): GuardDefinition<P, O> {
  return { always: false, mode: "enforce", needsBody: false, ...definition };
}
