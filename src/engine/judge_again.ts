/**
 * A long exchange (a WebSocket, an event stream) judged again by the rules in force now, as far as that needs no body: head guards, route, identity requirement, the
 * guards between (DESIGN section 4). What became of its credential since, an address that is denied now, an operation that is gone: it ends.
 */
import { WorkBudget } from "../kernel/budget.ts";
import { problem } from "../kernel/problem.ts";
import { Trail } from "../kernel/trail.ts";
import type { Generation, OperationPlan } from "./plan.ts";
import { after, type Later } from "./later.ts";
import { type Ended, ExchangeRun } from "./run.ts";
import type { RunPorts } from "./run_ports.ts";

/** The plan by which it goes on; null where it must end, which `run` then says of itself. */
export function judgeAgain(run: ExchangeRun, generation: Generation, ports: RunPorts): Later<OperationPlan | null> {
  const { exchange } = run;
  const trail = new Trail(exchange.trail.modes);
  // Why these ports: one exchange has one record, the first one's.
  const again = new ExchangeRun(
    generation,
    exchange.again(new WorkBudget(generation.budgetSteps), trail),
    portsOf(run, ports),
    run.upgrade,
  );
  return after(again.admitAgain(run.lastedMs), (stopped) => {
    const { decided, plan, api } = again;
    again.exchange.runEndings(decided ?? { kind: "forwarded", status: 0 });
    if (stopped !== null && decided !== null) return deny(run, decided, trail);
    if (
      plan === null ||
      api === null ||
      api.name !== run.api?.name ||
      (plan.upgrade === null && run.plan?.upgrade !== null && run.upgrade !== null)
    )
      return moved(run);
    return plan;
  });
}

/** Why one by one: the ports may be an object whose values are asked for when they are needed. It is the same exchange: its place in its trace is the one it has. */
function portsOf({ trace }: ExchangeRun, ports: RunPorts): RunPorts {
  return {
    monotonicMs: () => ports.monotonicMs(),
    trace: () => trace,
    fault: (id, cause) => ports.fault(id, cause),
    offer: () => {},
  };
}

function deny(run: ExchangeRun, decided: Ended, { findings }: Trail): null {
  for (const { guard, mode, would, ...finding } of findings) run.exchange.trail.note(guard, mode, [finding], would ?? null);
  // A guard that would answer by itself now (a preflight, a stored answer) ends it too: the upstream is not asked any more.
  if (decided.kind === "answered") return moved(run);
  if (decided.kind === "failed") run.fail(decided.problem, decided.cause);
  else run.refuseLate(decided.by, decided.phase, { problem: decided.problem, findings: [] });
  return null;
}

function moved(run: ExchangeRun): null {
  const finding = { code: "route.moved", place: "path", message: "the request would not come to this operation any more" };
  run.refuseLate("routes", "routing", { problem: problem(404, "undeclared_path", "Not found"), findings: [finding] });
  return null;
}
