/** Rate limits (OWASP API4:2023, API6:2023). One key, two guards: what needs no caller is counted before authentication, the rest after. */
import type { Clock } from "../../kernel/deps.ts";
import type { Identified, Phase, PhaseInput, Received, Routed } from "../../kernel/exchange.ts";
import { isTighter } from "../../kernel/limit_standing.ts";
import { problem } from "../../kernel/problem.ts";
import { deny, PASS, type Verdict } from "../../kernel/verdict.ts";
import { DEFAULT_LIMIT_KEYS, MemoryLimitState } from "../../limit/memory.ts";
import { randomSeed } from "../../limit/random_seed.ts";
import { LIMIT_STATE_ID, type LimitDecision, type LimitPolicy, type LimitState } from "../../limit/state.ts";
import {
  type CompileIssue,
  type Compiled,
  defineGuard,
  type GuardOf,
  type GuardScope,
  type GuardServices,
  NOT_APPLICABLE,
} from "../define_guard.ts";
import { compileLimits, isEarly, type Limit, type LimitOption, limitsOptions, MAX_COUNT } from "./options.ts";
import { toRetryAfter } from "./report.ts";
import { toEarlyKey, toLateKey } from "./subject_key.ts";

/** Before authentication: `per: ip | operation | header:NAME`. 429 `rate_limited` with `Retry-After` (RFC 6585 section 4). */
export const limitsBeforeAuth: GuardOf<"route"> = defineGuard({
  name: "limits_before_auth",
  key: "limits",
  phase: "route",
  summary: "limits the rate of calls per address, operation or header, before the caller is known",
  options: limitsOptions,
  once: true,
  compile: (list, scope, services) =>
    compilePart<"route">(list, scope, services, (limit) => {
      const { per } = limit;
      return isEarly(per) ? (exchange: Routed): string => toEarlyKey(per, exchange, services.hash) : null;
    }),
});

/** After authentication: `per: principal | api_key | claim:NAME`. 429 `rate_limited` with `Retry-After`. */
export const limits: GuardOf<"identity"> = defineGuard({
  name: "limits",
  phase: "identity",
  summary: "limits the rate of calls per caller, API key or claim",
  options: limitsOptions,
  once: true,
  compile: (list, scope, services) =>
    compilePart<"identity">(list, scope, services, (limit) => {
      const { per } = limit;
      return isEarly(per) ? null : (exchange: Identified): string => toLateKey(per, exchange, services.hash);
    }),
});

/** A limit and what came of counting a call. */
interface Standing {
  readonly limit: Limit;
  readonly decision: LimitDecision;
}

/** One limit as it is decided in this scope. */
interface Counted<P extends Phase> {
  readonly limit: Limit;
  readonly policy: LimitPolicy;
  readonly cost: number;
  readonly keyOf: (exchange: PhaseInput[P]) => string;
}

function compilePart<P extends "route" | "identity">(
  list: readonly LimitOption[],
  scope: GuardScope,
  services: GuardServices,
  keyFor: (limit: Limit) => ((exchange: PhaseInput[P]) => string) | null,
): Compiled<P> {
  const compiled = compileLimits(list);
  const issues: CompileIssue[] = [...compiled.issues];
  const operationCost = readCost(scope, issues);
  const counted: Counted<P>[] = [];
  for (const limit of compiled.limits) {
    const keyOf = keyFor(limit);
    const cost = limit.cost ?? operationCost;
    if (cost > limit.gcra.burst)
      issues.push({
        path: [limit.index],
        message: `\`x-portcullis-cost\` is ${cost}, more than the burst of ${limit.gcra.burst}: no call would ever pass`,
      });
    if (keyOf !== null) counted.push({ limit, policy: { id: toPolicyId(scope, limit), gcra: limit.gcra }, cost, keyOf });
  }
  if (issues.length > 0) return { kind: "issues", issues };
  if (counted.length === 0) return NOT_APPLICABLE;
  const state = services.state<LimitState>(LIMIT_STATE_ID, () => new MemoryLimitState(DEFAULT_LIMIT_KEYS, randomSeed(services.random)));
  return { kind: "check", check: (exchange) => decideFrom(0, null, counted, exchange, state, services.clock) };
}

/** `x-portcullis-cost` of the operation: what one call of it counts; 1 where it is not given. */
function readCost(scope: GuardScope, issues: CompileIssue[]): number {
  const cost = scope.operation?.extensions["x-portcullis-cost"];
  if (cost === undefined) return 1;
  if (typeof cost === "number" && Number.isInteger(cost) && cost >= 1 && cost <= MAX_COUNT) return cost;
  issues.push({ path: [], message: "`x-portcullis-cost` must be a whole number of at least 1" });
  return 1;
}

/** Counters belong to the level at which the limit is written: one for the whole gateway, the API, or the operation. */
function toPolicyId(scope: GuardScope, limit: Limit): string {
  if (scope.level === "global") return JSON.stringify([limit.name]);
  return JSON.stringify(scope.level === "operation" ? [scope.api, limit.name, scope.operation?.id] : [scope.api, limit.name]);
}

/** Decides limit after limit until one refuses. A call refused by one has been counted by those before it. Waits only for a store that waits. */
function decideFrom<P extends "route" | "identity">(
  first: number,
  tightest: Standing | null,
  counted: readonly Counted<P>[],
  exchange: PhaseInput[P] & Received,
  state: LimitState,
  clock: Clock,
): Verdict | Promise<Verdict> {
  let worst = tightest;
  for (let index = first; index < counted.length; index++) {
    const { limit, policy, cost, keyOf } = counted[index] ?? unreachable();
    const decision = state.decide(policy, keyOf(exchange), cost, clock.monotonicMs());
    if (decision instanceof Promise) {
      const before = worst;
      return decision.then((settled) =>
        settled.allowed
          ? decideFrom(index + 1, tighterOf(before, { limit, decision: settled }), counted, exchange, state, clock)
          : refuse({ limit, decision: settled }, exchange),
      );
    }
    if (!decision.allowed) return refuse({ limit, decision }, exchange);
    worst = tighterOf(worst, { limit, decision });
  }
  if (worst !== null) exchange.effects.tellLimit(worst);
  return PASS;
}

function tighterOf(before: Standing | null, next: Standing): Standing {
  return before === null || isTighter(next.decision, before.decision) ? next : before;
}

function refuse(standing: Standing, exchange: Received): Verdict {
  const { limit, decision } = standing;
  exchange.effects.tellLimit(standing);
  return deny(problem(429, "rate_limited", "Too many requests", { headers: [["retry-after", toRetryAfter(decision)]] }), {
    code: "limit.exceeded",
    place: toPlace(limit),
    message: `the limit \`${limit.name}\` of ${limit.quota} calls in ${limit.windowS} s is used up`,
    rule: `limits/${limit.index}`,
  });
}

function toPlace({ per }: Limit): string {
  if (per.kind === "ip") return "client";
  if (per.kind === "header") return `header:${per.name}`;
  return per.kind === "claim" ? `token:${per.name}` : per.kind;
}

function unreachable(): never {
  throw new Error("an index beyond the list");
}
