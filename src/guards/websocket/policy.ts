/** What may be said over a WebSocket, compiled: sizes, kinds, rates and schemas per side, and how long it may last. */
import { parseByteSize } from "../../codec/byte_size.ts";
import { parseDuration } from "../../codec/duration.ts";
import { DEFAULT_JSON_LIMITS } from "../../codec/json/json_limits.ts";
import type { Mode } from "../../kernel/guard.ts";
import { compileGcra, type Gcra } from "../../limit/gcra.ts";
import { parseRate } from "../../limit/rate.ts";
import type { MessageLimits } from "../../message/websocket/message_reader.ts";
import type { Operation, SchemaPlace } from "../../openapi/operation.ts";
import type { CompileIssue, DocumentScope } from "../define_guard.ts";
import type { JudgeMessage } from "./judge_message.ts";
import { compileMessageSchema } from "./message_schema.ts";
import type { SideOptions, WebSocketOptions } from "./options.ts";

/** Who sends. */
export type Side = "client" | "server";

export interface SidePolicy {
  readonly limits: MessageLimits;
  /** Null where messages are not counted. */
  readonly rate: Gcra | null;
  readonly text: boolean;
  readonly binary: boolean;
  /** Judges a whole text message; null where nothing is said of its content. */
  readonly judge: JudgeMessage | null;
}

export interface WebSocketPolicy {
  /** Of the guard `websocket`. Sizes and times hold in every mode. */
  readonly mode: Mode;
  readonly client: SidePolicy;
  readonly server: SidePolicy;
  readonly idleMs: number;
  readonly pingsKeepAlive: boolean;
  readonly lifetimeMs: number;
}

export interface PolicyScope {
  readonly operation: Operation;
  readonly document: DocumentScope | null;
  /** Where the options stand in the document; null where they stand in the configuration. */
  readonly place: SchemaPlace | null;
  readonly mode: Mode;
}

const DEFAULT_MESSAGE: Readonly<Record<Side, string>> = { client: "1MB", server: "16MB" };

/** Compiles; what is wrong goes to `issues`, and then the policy never comes into force. */
export function compileWebSocketPolicy(options: WebSocketOptions, scope: PolicyScope, issues: CompileIssue[]): WebSocketPolicy {
  return {
    mode: scope.mode,
    client: compileSide("client", options.client, scope, issues),
    server: compileSide("server", options.server, scope, issues),
    idleMs: parseDuration(options.idle_timeout) ?? 0,
    pingsKeepAlive: options.keep_alive === "pings",
    lifetimeMs: parseDuration(options.lifetime) ?? 0,
  };
}

function compileSide(side: Side, options: SideOptions, scope: PolicyScope, issues: CompileIssue[]): SidePolicy {
  const maxMessageBytes = parseByteSize(options.max_message ?? DEFAULT_MESSAGE[side]) ?? 0;
  const maxFrameBytes = options.max_frame === undefined ? maxMessageBytes : (parseByteSize(options.max_frame) ?? 0);
  const rate = options.rate === undefined ? null : parseRate(options.rate);
  const gcra = rate === null ? null : compileGcra(rate, options.burst);
  if (rate !== null && gcra === null)
    issues.push({ path: [side, "burst"], message: "a burst worth more than 30 days of its rate can't be counted" });
  const json = { ...(scope.document?.json ?? DEFAULT_JSON_LIMITS), maxBytes: maxMessageBytes };
  const judge = options.schema === undefined ? null : compileMessageSchema(options.schema, side, json, scope, issues);
  const types = options.types ?? (options.schema === undefined ? ["text", "binary"] : ["text"]);
  return {
    limits: { maxFrameBytes, maxMessageBytes },
    rate: gcra,
    text: types.includes("text"),
    binary: types.includes("binary"),
    judge,
  };
}
