/**
 * Bounds what the refused calls of one client cost the gateway (OWASP API4:2023; DESIGN section 1.6). Each exchange has a work budget of its own; whoever sends many
 * dear ones that come to nothing would take the core all the same. Work for calls that were let through is for rate limits to bound.
 * In the body phase, right before the work is done: in an earlier one, calls that all wait for their last byte would all have been let in before the first has cost
 * anything.
 */
import { z } from "zod";
import { parseDuration } from "../../codec/duration.ts";
import { STEPS_PER_MS } from "../../kernel/budget.ts";
import type { Outcome } from "../../kernel/record.ts";
import { problem } from "../../kernel/problem.ts";
import { deny, PASS } from "../../kernel/verdict.ts";
import { toClientKey } from "../../limit/client_key.ts";
import { DEFAULT_WORK_CLIENTS, WORK_DEBTS_ID, WorkDebts } from "../../limit/work_debts.ts";
import { defineGuard, type GuardOf, NOT_APPLICABLE } from "../define_guard.ts";

const options: z.ZodType<{ readonly share: number; readonly lent: string }> = z
  .strictObject({
    share: z
      .number()
      .min(0.001)
      .max(1)
      .default(0.1)
      .describe("part of one core that the refused calls of one client may cost in the long run"),
    lent: z
      .string()
      .refine((text) => (parseDuration(text) ?? 0) > 0, "expected a duration such as `200ms`")
      .default("200ms")
      .describe("work that a client may cost at once beyond that"),
  })
  .prefault({})
  .describe("what the refused calls of one client may cost the gateway");

/** What costs less is the price of any call, and not written down: a flood of small calls is for rate limits. */
const SMALL_STEPS = 1_000;

/** 429 `too_much_refused_work` with `Retry-After` while a client (an address, or the /64 of an IPv6 one) owes more than is lent. */
export const refusedWork: GuardOf<"body"> = defineGuard({
  name: "refused_work",
  phase: "body",
  summary: "keeps one client's refused calls from costing the gateway too much",
  options,
  always: true,
  compile: ({ share, lent }, { operation }, services) => {
    // Where nothing is described there is next to nothing to do.
    if (operation?.documented === false) return NOT_APPLICABLE;
    const lentMs = parseDuration(lent);
    if (lentMs === null) return { kind: "issues", issues: [{ path: ["lent"], message: "expected a duration such as `200ms`" }] };
    const terms = { rate: share, lentMs };
    const debts = services.state(WORK_DEBTS_ID, () => new WorkDebts(DEFAULT_WORK_CLIENTS));
    return {
      kind: "check",
      check: (exchange) => {
        const { client, budget, effects } = exchange;
        const waitMs = debts.size === 0 ? 0 : debts.waitMs(toClientKey(client.address), terms, services.clock.monotonicMs());
        if (waitMs > 0) return deny(tooMuch(waitMs), FINDING);
        effects.onEnd((outcome) => {
          if (!isRefused(outcome) || budget.spent < SMALL_STEPS) return;
          debts.charge(toClientKey(client.address), budget.spent / STEPS_PER_MS, terms, services.clock.monotonicMs());
        });
        return PASS;
      },
    };
  },
});

const FINDING = Object.freeze({
  code: "refused_work.owed",
  place: "client",
  message: "calls from this address that were refused have cost too much work",
  rule: "refused_work",
});

function tooMuch(waitMs: number): ReturnType<typeof problem> {
  return problem(429, "too_much_refused_work", "Too much work for refused calls", {
    headers: [["retry-after", String(Math.max(1, Math.ceil(waitMs / 1000)))]],
  });
}

/** An answer that is refused is the upstream's fault, not the caller's. */
function isRefused(outcome: Outcome): boolean {
  return outcome.kind === "denied" && outcome.phase !== "response";
}
