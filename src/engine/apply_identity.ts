/** What the answer of an operation's authentication makes of an exchange: who calls, what is noted, and whether it goes on. */
import type { AuthResult } from "../authn/auth_result.ts";
import type { Problem } from "../kernel/problem.ts";
import { ANONYMOUS } from "../kernel/principal.ts";
import type { LiveExchange } from "./exchange.ts";

/** Why the exchange is refused, null where it goes on. `observe`: it goes on whatever the answer is (DESIGN section 1.10). */
export function applyIdentity(exchange: LiveExchange, result: AuthResult, observe: boolean): Problem | null {
  const { trail } = exchange;
  const mode = observe ? "observe" : "enforce";
  if (observe) trail.observe("authn");
  if (result.kind === "principal") {
    trail.note("authn", mode, result.findings, null);
    exchange.principal = result.principal;
    return null;
  }
  trail.note("authn", mode, result.findings, observe ? "deny" : null);
  // INVARIANT: observing never forwards a principal that was refused, only an anonymous one.
  exchange.principal = observe ? ANONYMOUS : (result.caller ?? ANONYMOUS);
  return observe ? null : result.problem;
}
