/** Runs the rewrites of a phase in order, each in its mode. Synchronous unless one waits. */
import type { PhaseInput } from "../kernel/exchange.ts";
import type { Change, Rewrite } from "../kernel/guard.ts";
import type { Trail } from "../kernel/trail.ts";

/** What those that are enforced change; those that only observe are noted and not run. One that throws or rejects breaks the exchange. */
export function runRewrites<P extends "body" | "response">(
  rewrites: readonly Rewrite<P>[],
  input: PhaseInput[P],
  trail: Trail,
): readonly Change[] | Promise<readonly Change[]> {
  const changes: Change[] = [];
  let pending: Promise<void> | null = null;
  for (const rewrite of rewrites) {
    const mode = trail.modes.effective(rewrite.name, rewrite.mode);
    if (mode === "observe") trail.observe(rewrite.name);
    if (mode !== "enforce") continue;
    if (pending !== null) pending = pending.then(async () => void changes.push(await rewrite.apply(input)));
    else {
      const change = rewrite.apply(input);
      if (change instanceof Promise) pending = change.then((settled) => void changes.push(settled));
      else changes.push(change);
    }
  }
  return pending === null ? changes : pending.then(() => changes);
}
