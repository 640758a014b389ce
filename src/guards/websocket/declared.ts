/** Which operations open a WebSocket: nothing is switched to another protocol that nobody declared. */
import type { Operation } from "../../openapi/operation.ts";
import type { GuardScope } from "../define_guard.ts";

const EXTENSION = "x-portcullis-websocket";

/**
 * Whether the document says so, or the configuration for this very operation. What the API says under `websocket` is how, not where; but for an API without a
 * document, which has one operation for every path.
 */
export function isWebSocket(operation: Operation, level: GuardScope["level"]): boolean {
  const declared = operation.extensions[EXTENSION];
  return (declared !== undefined && declared !== false) || level === "operation" || !operation.documented;
}
