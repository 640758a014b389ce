/** The admin API as a function from request to answer: the door, then the route, then what it says. No sockets here. */
import type { AdminAnswer, AdminRequest, AdminResponse } from "../adapters/admin_server.ts";
import { type Problem, problem } from "../kernel/problem.ts";
import { problemAnswer } from "./answer.ts";
import type { AdminPorts, Operator } from "./contract.ts";
import { admitToAdmin, type DoorRules } from "./door.ts";
import { ADMIN_ROUTES } from "./routes/index.ts";
import type { AdminRoute } from "./routes/route.ts";

const NOT_FOUND = problem(404, "admin_path", "The admin API has no such path");

/** Compiles the API. `nowMs` is the clock that `since` counts back from. */
export function adminApi(rules: DoorRules, ports: AdminPorts, nowMs: () => number): AdminAnswer {
  return async (request) => {
    const admission = admitToAdmin(request, rules);
    if (admission.kind === "refused") return problemAnswer(admission.problem);
    return answerOf(request, ports, admission.kind === "operator" ? admission.by : null, nowMs());
  };
}

async function answerOf(request: AdminRequest, ports: AdminPorts, by: Operator | null, nowMs: number): Promise<AdminResponse> {
  const matches = ADMIN_ROUTES.flatMap((route) => {
    const parameter = matchPath(route.path, request.path);
    return parameter === null ? [] : [{ route, parameter }];
  });
  if (matches.length === 0) return problemAnswer(NOT_FOUND);
  const method = request.method === "HEAD" ? "GET" : request.method;
  const match = matches.find(({ route }) => route.method === method);
  if (match === undefined) return problemAnswer(undeclaredMethod(matches.map(({ route }) => route)));
  return match.route.answer({ request, ports, by, parameter: match.parameter, nowMs });
}

function undeclaredMethod(routes: readonly AdminRoute[]): Problem {
  return problem(405, "admin_method", "The path has no such method", {
    headers: [["allow", routes.map(({ method }) => method).join(", ")]],
  });
}

/** What the last segment in braces takes, empty where there is none; null when the path is another. */
function matchPath(pattern: string, path: string): string | null {
  const brace = pattern.indexOf("{");
  if (brace === -1) return pattern === path ? "" : null;
  if (!path.startsWith(pattern.slice(0, brace))) return null;
  const rest = path.slice(brace);
  if (rest === "" || rest.includes("/")) return null;
  try {
    return decodeURIComponent(rest);
  } catch {
    return null;
  }
}
