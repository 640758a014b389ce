/** What keeps a guard that a user wrote within its bounds: a time budget, and a check that it said anything at all. */
import type { Phase } from "../../kernel/exchange.ts";
import type { Check } from "../../kernel/guard.ts";
import type { Verdict } from "../../kernel/verdict.ts";

/** How long a user's guard may wait before it counts as failed. */
export const DEFAULT_GUARD_BUDGET_MS = 1_000;

const KINDS: ReadonlySet<unknown> = new Set(["pass", "deny", "answer"]);

/**
 * The same check, failing (the pipeline then refuses, unless `on_error: pass`) when it has not settled after `budgetMs` or what it returns is no verdict. A
 * check that never gives the event loop back can't be stopped from inside the process.
 */
export function withBudget<P extends Phase>(name: string, check: Check<P>, budgetMs: number): Check<P> {
  return (exchange) => {
    const said: unknown = check(exchange);
    if (!isThenable(said)) return asVerdict(name, said);
    return new Promise<Verdict>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`\`${name}\` did not decide within ${budgetMs} ms`)), budgetMs);
      Promise.resolve(said)
        .then((settled) => resolve(asVerdict(name, settled)))
        .catch((error: unknown) => reject(error instanceof Error ? error : new Error(`\`${name}\` failed with something that is no error`)))
        .finally(() => clearTimeout(timer));
    });
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

/** Throws on anything that is no verdict: no value means "continue". */
function asVerdict(name: string, value: unknown): Verdict {
  if (isVerdict(value)) return value;
  throw new TypeError(`\`${name}\` returned no verdict; return PASS, or what \`deny\` or \`answer\` make`);
}

function isVerdict(value: unknown): value is Verdict {
  if (!isObject(value) || !KINDS.has(value["kind"]) || !Array.isArray(value["findings"])) return false;
  if (value["kind"] === "pass") return true;
  const reply = value["kind"] === "deny" ? value["problem"] : value["response"];
  if (!isObject(reply) || !Array.isArray(reply["headers"])) return false;
  const status = reply["status"];
  if (typeof status !== "number" || !Number.isInteger(status)) return false;
  return value["kind"] === "deny" ? status >= 400 && status <= 599 && typeof reply["code"] === "string" : status >= 200 && status <= 599;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
