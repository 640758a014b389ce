/** Calls from web pages of other origins (Fetch standard, section "CORS protocol"): preflights are answered here, other answers get the fields they need. */
import type { Routed } from "../../kernel/exchange.ts";
import type { Finding } from "../../kernel/finding.ts";
import { type Problem, problem } from "../../kernel/problem.ts";
import { answer, deny, PASS, type Verdict } from "../../kernel/verdict.ts";
import { isSameOrigin, parseOrigin } from "../../message/origin.ts";
import { defineGuard, type GuardOf } from "../define_guard.ts";
import { type CorsPlan, compileCors, corsOptions } from "./options.ts";

const REFUSED: Problem = problem(403, "cors_refused", "Pages of this origin may not call");
const VARY_PREFLIGHT = "origin, access-control-request-method, access-control-request-headers";

/**
 * A preflight for what is allowed is answered 204 with the fields of the CORS protocol; for what is not, 204 without them, which browsers take for no. Any
 * other call passes; where its origin is allowed, its answer carries the fields. With `refuse`, calls from other origins are 403 `cors_refused`. A preflight
 * never reaches the upstream. INVARIANT: `vary` set by a guard is added to the upstream's own.
 */
export const cors: GuardOf<"route"> = defineGuard({
  name: "cors",
  phase: "route",
  summary: "answers preflights and lets pages of allowed origins read answers",
  options: corsOptions,
  compile: (options, scope) => {
    const plan = compileCors(options, scope.operation);
    if (!("origins" in plan)) return { kind: "issues", issues: plan };
    return { kind: "check", check: (exchange) => checkCors(plan, exchange) };
  },
});

/** Whether the request is a CORS preflight: OPTIONS with `Origin` and `Access-Control-Request-Method`. */
export function isPreflight(exchange: Pick<Routed, "method" | "headers">): boolean {
  return exchange.method === "OPTIONS" && exchange.headers.has("origin") && exchange.headers.has("access-control-request-method");
}

function checkCors(plan: CorsPlan, exchange: Routed): Verdict {
  const { effects, headers } = exchange;
  const origin = headers.get("origin");
  if (origin !== undefined && isPreflight(exchange)) return answerPreflight(plan, origin, exchange);
  // Why on every answer: a cache must not hand the answer for one origin, or for none, to another.
  if (!plan.origins.any) effects.setResponseHeader("vary", "origin");
  if (origin === undefined) return PASS;
  if (!plan.origins.has(origin)) {
    return plan.refuse && !isOwnOrigin(origin, exchange) ? deny(REFUSED, originFinding()) : PASS;
  }
  effects.setResponseHeader("access-control-allow-origin", plan.origins.any ? "*" : origin);
  if (plan.credentials) effects.setResponseHeader("access-control-allow-credentials", "true");
  if (plan.exposeHeaders !== "") effects.setResponseHeader("access-control-expose-headers", plan.exposeHeaders);
  return PASS;
}

function answerPreflight(plan: CorsPlan, origin: string, { headers }: Routed): Verdict {
  const finding = preflightFinding(
    plan,
    origin,
    headers.get("access-control-request-method") ?? "",
    headers.getAll("access-control-request-headers"),
  );
  if (finding !== null) {
    return plan.refuse ? deny(REFUSED, finding) : answer({ status: 204, headers: [["vary", VARY_PREFLIGHT]], body: null }, [finding]);
  }
  const fields: [string, string][] = [
    ["access-control-allow-origin", plan.origins.any ? "*" : origin],
    ["access-control-allow-methods", plan.allowMethods],
    ["access-control-max-age", plan.maxAgeS],
    ["vary", VARY_PREFLIGHT],
  ];
  if (plan.allowHeaders !== "") fields.push(["access-control-allow-headers", plan.allowHeaders]);
  if (plan.credentials) fields.push(["access-control-allow-credentials", "true"]);
  return answer({ status: 204, headers: fields, body: null });
}

function preflightFinding(plan: CorsPlan, origin: string, method: string, requested: readonly string[]): Finding | null {
  if (!plan.origins.has(origin)) return originFinding();
  if (!plan.methods.has(method))
    return {
      code: "cors.method",
      place: "header:access-control-request-method",
      message: "pages may not use this method",
      rule: "cors.methods",
    };
  for (const line of requested) {
    if (!line.split(",").every((name) => name.trim() === "" || plan.headers.has(name.trim().toLowerCase())))
      return {
        code: "cors.header",
        place: "header:access-control-request-headers",
        message: "pages may not set one of these fields",
        rule: "cors.headers",
      };
  }
  return null;
}

function originFinding(): Finding {
  return { code: "cors.origin", place: "header:origin", message: "pages of this origin may not call", rule: "cors.origins" };
}

/** Browsers send `Origin` with same-origin POSTs too; those are not CORS requests. */
function isOwnOrigin(origin: string, { scheme, host }: Routed): boolean {
  const parsed = parseOrigin(origin);
  return parsed !== null && isSameOrigin(parsed, { scheme, host });
}
