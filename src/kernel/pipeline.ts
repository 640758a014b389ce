/** The one function that runs guards. Mode and failure behaviour are each applied in one line, here. */
import type { Phase, PhaseInput } from "./exchange.ts";
import type { Guard, Mode } from "./guard.ts";
import { problem } from "./problem.ts";
import type { Trail } from "./trail.ts";
import { deny, passWith, type Verdict } from "./verdict.ts";

/** The verdict that ends an exchange, and whose it is. */
export interface Stop {
  readonly by: string;
  readonly phase: Phase;
  readonly verdict: Exclude<Verdict, { readonly kind: "pass" }>;
}

/**
 * Runs the guards of one phase in order until one refuses or answers. `null` means that all let the exchange go on. Synchronous unless a guard waits:
 * a promise is returned only then. A guard that throws or rejects is treated by its `onError`; nothing escapes.
 */
export function runGuards<P extends Phase>(
  guards: readonly Guard<P>[],
  exchange: PhaseInput[P],
  trail: Trail,
): Stop | null | Promise<Stop | null> {
  return runFrom(0, guards, exchange, trail);
}

function runFrom<P extends Phase>(
  first: number,
  guards: readonly Guard<P>[],
  exchange: PhaseInput[P],
  trail: Trail,
): Stop | null | Promise<Stop | null> {
  for (let index = first; index < guards.length; index++) {
    const guard = guards[index];
    if (guard === undefined) break;
    const mode = trail.modes.effective(guard.name, guard.mode);
    if (mode === "off") continue;
    let verdict: Verdict | Promise<Verdict>;
    try {
      verdict = guard.check(exchange);
    } catch (error) {
      verdict = failed(guard, error, trail);
    }
    if (verdict instanceof Promise) {
      return verdict
        .catch((error: unknown) => failed(guard, error, trail))
        .then((settled) => settle(guard, mode, settled, trail) ?? runFrom(index + 1, guards, exchange, trail));
    }
    const stop = settle(guard, mode, verdict, trail);
    if (stop !== null) return stop;
  }
  return null;
}

function settle<P extends Phase>(guard: Guard<P>, mode: Mode, verdict: Verdict, trail: Trail): Stop | null {
  if (mode === "observe") trail.observe(guard.name);
  if (verdict.kind === "pass") {
    if (verdict.findings.length > 0) trail.note(guard.name, mode, verdict.findings, null);
    return null;
  }
  trail.note(guard.name, mode, verdict.findings, mode === "observe" && verdict.kind === "deny" ? "deny" : null);
  // INVARIANT: the only place where a mode changes what a verdict does (DESIGN section 1.10).
  return mode === "observe" ? null : { by: guard.name, phase: guard.phase, verdict };
}

/** The verdict of a guard that broke: refused, unless its configuration says `on_error: pass` (DESIGN section 1.2). Its error may hold what the caller sent, so it is for the log. */
function failed(guard: Pick<Guard, "name" | "onError">, error: unknown, trail: Trail): Verdict {
  trail.failures.push(new Error(`the guard ${guard.name} failed`, { cause: error }));
  const kind = error instanceof Error ? error.name : typeof error;
  const finding = { code: "guard.failed", place: "", message: `the guard failed (${kind}); the log has the cause`, rule: guard.name };
  return guard.onError === "pass" ? passWith([finding]) : deny(problem(500, "guard_failed", "A check could not be made"), finding);
}
