/** Policies of WebSockets for tests, compiled from options as a user writes them. */
import { decodeWebSocketOptions } from "../../src/guards/websocket/options.ts";
import { compileWebSocketPolicy, type WebSocketPolicy } from "../../src/guards/websocket/policy.ts";
import type { CompileIssue } from "../../src/guards/define_guard.ts";
import type { Mode } from "../../src/kernel/guard.ts";
import { operation } from "./exchange.ts";

/** What these options compile to in the configuration of an API without a document, and what is wrong with them. */
export function compilePolicy(
  options: unknown,
  mode: Mode = "enforce",
): { readonly policy: WebSocketPolicy; readonly issues: readonly CompileIssue[] } {
  const decoded = decodeWebSocketOptions(options);
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.issues));
  const issues: CompileIssue[] = [];
  const policy = compileWebSocketPolicy(decoded.value, { operation: operation(), document: null, place: null, mode }, issues);
  return { policy, issues };
}
