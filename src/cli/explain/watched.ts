/** A generation whose guards are watched: what each was asked and said, in the order in which it happened. Nothing else changes. */
import type { AuthResult } from "../../authn/auth_result.ts";
import type { ApiPlan, Generation, OperationPlan } from "../../engine/plan.ts";
import type { Phase, PhaseInput } from "../../kernel/exchange.ts";
import type { Finding } from "../../kernel/finding.ts";
import type { Guard, Mode } from "../../kernel/guard.ts";
import type { Credential } from "../../kernel/principal.ts";
import type { Verdict } from "../../kernel/verdict.ts";

/** One thing that was asked. */
export interface Step {
  readonly phase: Phase | "authn" | "framing" | "routing";
  /** Guard, authenticator or component. */
  readonly by: string;
  readonly mode: Mode;
  /** `fails`: it threw; what then holds is its `on_error`. */
  readonly said: "passes" | "refuses" | "answers" | "fails";
  readonly findings: readonly Finding[];
  /** Who calls, for `authn`. */
  readonly principal?: string;
}

/** `supposed`: taken as proven in place of whatever credential the request shows. */
export function watched(generation: Generation, supposed: Credential | null, tell: (step: Step) => void): Generation {
  const watch = <P extends Phase>(guards: readonly Guard<P>[]): readonly Guard<P>[] => guards.map((guard) => watchedGuard(guard, tell));
  const watchPlan = (plan: OperationPlan): OperationPlan => {
    const tellAuthn = (result: AuthResult): AuthResult => {
      tell(authnStep(result, plan.authMode));
      return result;
    };
    return {
      ...plan,
      guards: {
        head: watch(plan.guards.head),
        route: watch(plan.guards.route),
        identity: watch(plan.guards.identity),
        body: watch(plan.guards.body),
        response: watch(plan.guards.response),
      },
      authenticate: (exchange) => {
        const result = supposed === null ? plan.authenticate(exchange) : plan.suppose(exchange, supposed);
        return result instanceof Promise ? result.then(tellAuthn) : tellAuthn(result);
      },
    };
  };
  const watchApi = (api: ApiPlan): ApiPlan => ({ ...api, planOf: async (operation) => watchPlan(await api.planOf(operation)) });
  return { ...generation, headGuards: watch(generation.headGuards), apis: generation.apis.map(watchApi) };
}

function watchedGuard<P extends Phase>(guard: Guard<P>, tell: (step: Step) => void): Guard<P> {
  const { name: by, phase, mode } = guard;
  const told = (verdict: Verdict): Verdict => {
    tell({ phase, by, mode, said: SAID[verdict.kind], findings: verdict.findings });
    return verdict;
  };
  const failed = (error: unknown): never => {
    tell({ phase, by, mode, said: "fails", findings: [] });
    throw error;
  };
  return {
    ...guard,
    check: (exchange: PhaseInput[P]) => {
      let verdict: Verdict | Promise<Verdict>;
      try {
        verdict = guard.check(exchange);
      } catch (error) {
        return failed(error);
      }
      return verdict instanceof Promise ? verdict.then(told, failed) : told(verdict);
    },
  };
}

const SAID = { pass: "passes", deny: "refuses", answer: "answers" } as const;

function authnStep(result: AuthResult, mode: Mode): Step {
  const { findings } = result;
  if (result.kind === "refused") return { phase: "authn", by: "authn", mode, said: "refuses", findings };
  return { phase: "authn", by: "authn", mode, said: "passes", findings, principal: result.principal.id };
}
