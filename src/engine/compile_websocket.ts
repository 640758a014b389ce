/** What an operation that opens a WebSocket lets pass, from the options nearest to it. */
import type { ConfigIssue } from "../config/read_config.ts";
import { isWebSocket } from "../guards/websocket/declared.ts";
import { decodeWebSocketOptions } from "../guards/websocket/options.ts";
import { compileWebSocketPolicy, type WebSocketPolicy } from "../guards/websocket/policy.ts";
import type { CompileIssue } from "../guards/define_guard.ts";
import { issueOf, modeOf, optionsOf, overrideOf } from "./applied_options.ts";
import type { PhaseInput } from "./compile_phase.ts";

/** Key of the options, and name of the guard that shares them. */
const KEY = "websocket";

/** Null where the operation opens none. Options that don't decode are an issue of the guard's. */
export function compileWebSocket(input: PhaseInput, issues: ConfigIssue[]): WebSocketPolicy | null {
  const found = optionsOf(KEY, input);
  if (found === null || !isWebSocket(input.operation, found.level)) return null;
  const decoded = decodeWebSocketOptions(found.options);
  if (!decoded.ok) return null;
  const { operation, document } = input;
  const mode = modeOf(KEY, "enforce", overrideOf(input.options, operation), input);
  const own: CompileIssue[] = [];
  const policy = compileWebSocketPolicy(decoded.value, { operation, document, place: found.place, mode }, own);
  issues.push(...own.map((issue) => issueOf(KEY, issue, found, input)));
  return policy;
}
