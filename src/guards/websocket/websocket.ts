/**
 * Which web pages may open a WebSocket. Browsers let any page connect anywhere and send cookies along, so that only the server can refuse (RFC 6455 section 10.2;
 * cross-site WebSocket hijacking, CWE-1385). The messages are judged while they pass (engine/message_run.ts), by the same options, under the same name and mode.
 */
import type { Routed } from "../../kernel/exchange.ts";
import { type Problem, problem } from "../../kernel/problem.ts";
import { deny, PASS, type Verdict } from "../../kernel/verdict.ts";
import { isSameOrigin, parseOrigin } from "../../message/origin.ts";
import { type CompileIssue, defineGuard, type GuardOf, NOT_APPLICABLE } from "../define_guard.ts";
import { compileOrigins, type OriginSet } from "../origins.ts";
import { isWebSocket } from "./declared.ts";
import { type WebSocketOptions, websocketOptions } from "./options.ts";

const REFUSED: Problem = problem(403, "websocket_origin", "Pages of this origin may not connect");

/** 403 `websocket_origin` for a page of another origin than the gateway's own and those listed. A client that names none passes unless that is refused. */
export const websocket: GuardOf<"route"> = defineGuard({
  name: "websocket",
  phase: "route",
  summary: "lets only pages of allowed origins open WebSockets, and holds messages to their kinds, rates and schemas",
  options: websocketOptions,
  compile: (options, { operation, level }) => {
    if (operation === null || !isWebSocket(operation, level)) return NOT_APPLICABLE;
    const issues = issuesOf(options);
    if (operation.documented && operation.method !== "GET")
      issues.push({ path: [], message: `a WebSocket is opened by GET; \`${operation.id}\` is a ${operation.method}` });
    if (issues.length > 0) return { kind: "issues", issues };
    const origins = compileOrigins(options.origins);
    const refusesNone = options.missing_origin === "refuse";
    return { kind: "check", check: (exchange) => checkOrigin(exchange, origins, refusesNone) };
  },
});

function issuesOf({ origins, client, server }: WebSocketOptions): CompileIssue[] {
  const issues: CompileIssue[] = [];
  if (origins.includes("*") && origins.length > 1)
    issues.push({ path: ["origins"], message: "`*` allows every origin; remove it or the others" });
  for (const [name, { burst, rate }] of [["client", client] as const, ["server", server] as const])
    if (burst !== undefined && rate === undefined) issues.push({ path: [name, "burst"], message: "a `burst` needs a `rate`" });
  return issues;
}

function checkOrigin(exchange: Routed, origins: OriginSet, refusesNone: boolean): Verdict {
  const { headers, scheme, host } = exchange;
  // Why only then: without it nothing is opened, and what pages may read is for `cors` to say.
  if (!headers.has("upgrade")) return PASS;
  const written = headers.getAll("origin");
  const [origin] = written;
  if (origin === undefined) {
    const finding = {
      code: "websocket.origin_missing",
      place: "header:origin",
      message: "no origin is named",
      rule: "websocket.missing_origin",
    };
    return refusesNone ? deny(REFUSED, finding) : PASS;
  }
  if (written.length === 1) {
    if (origins.has(origin)) return PASS;
    const parsed = parseOrigin(origin);
    if (parsed !== null && isSameOrigin(parsed, { scheme, host })) return PASS;
  }
  return deny(REFUSED, {
    code: "websocket.origin",
    place: "header:origin",
    message: "pages of this origin may not connect",
    rule: "websocket.origins",
  });
}
