/** How many calls may be under way at once (OWASP API4:2023): rate limits alone let slow calls pile up. */
import { z } from "zod";
import type { Routed } from "../../kernel/exchange.ts";
import { type Problem, problem } from "../../kernel/problem.ts";
import { deny, PASS, type Verdict } from "../../kernel/verdict.ts";
import { toClientKey } from "../../limit/client_key.ts";
import { ConcurrencySlots, type Slots, SLOTS_ID } from "../../limit/concurrency.ts";
import { defineGuard, type GuardOf, type GuardScope } from "../define_guard.ts";

interface ConcurrencyOptions {
  readonly per: "ip" | "api" | "operation";
  readonly max: number;
}

const options: z.ZodType<ConcurrencyOptions> = z
  .strictObject({
    per: z.enum(["ip", "api", "operation"]).describe("what is counted by: the client's address (IPv6: its /64), the API, the operation"),
    max: z.int().min(1).max(1_000_000).describe("calls under way at once; a further one is refused, not queued"),
  })
  .describe("how many calls may be under way at once");

const RETRY: { readonly headers: readonly (readonly [string, string])[] } = { headers: [["retry-after", "1"]] };
/** The caller's own doing (RFC 6585 section 4) ... */
const CLIENT_BUSY: Problem = problem(429, "too_many_at_once", "Too many requests at once", RETRY);
/** ... or the load of all (RFC 9110 section 15.6.4). */
const BUSY: Problem = problem(503, "busy", "Too many requests at once", RETRY);

/** 429 `too_many_at_once` per address, 503 `busy` per API or operation. The slot comes back at the exchange's end, however it ended. */
export const concurrency: GuardOf<"route"> = defineGuard({
  name: "concurrency",
  phase: "route",
  summary: "limits how many calls are under way at once",
  options,
  once: true,
  compile: ({ per, max }, scope, services) => {
    const slots = services.state<Slots>(SLOTS_ID, () => new ConcurrencySlots());
    const prefix = toPrefix(scope);
    const keyOf = compileKey(per, prefix);
    const refused = per === "ip" ? CLIENT_BUSY : BUSY;
    const verdict = deny(refused, {
      code: "concurrency.exceeded",
      place: per === "ip" ? "client" : per,
      message: `${max} calls are under way already`,
      rule: "concurrency.max",
    });
    return {
      kind: "check",
      check: (exchange) => {
        const key = keyOf(exchange);
        const acquired = slots.acquire(key, max);
        if (acquired instanceof Promise) return waitFor(acquired, exchange, () => slots.release(key), verdict);
        if (!acquired) return verdict;
        exchange.effects.onEnd(() => slots.release(key));
        return PASS;
      },
    };
  },
});

/** The exchange may end before the answer comes: then the slot is given back as it comes. */
async function waitFor(acquired: Promise<boolean>, exchange: Routed, release: () => void, refused: Verdict): Promise<Verdict> {
  let [held, ended] = [false, false];
  exchange.effects.onEnd(() => {
    ended = true;
    if (held) release();
  });
  held = await acquired;
  if (!held) return refused;
  if (ended) release();
  return PASS;
}

/** Slots belong to the level where the limit is written. */
function toPrefix(scope: GuardScope): string {
  if (scope.level === "global") return "all";
  return JSON.stringify(scope.level === "operation" ? [scope.api, scope.operation?.id] : [scope.api]);
}

function compileKey(per: ConcurrencyOptions["per"], prefix: string): (exchange: Routed) => string {
  if (per === "ip") return (exchange) => `${prefix} ip ${toClientKey(exchange.client.address)}`;
  if (per === "api") return (exchange) => `${prefix} api ${exchange.api}`;
  return (exchange) => `${prefix} operation ${exchange.api} ${exchange.operation.id}`;
}
