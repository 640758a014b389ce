/** The matrix of a configuration: every operation, who may call it, how often, how much, and which guards stand before it in which mode. */
import type { ApiOptions } from "../config/api_options.ts";
import type { Config } from "../config/config.ts";
import { type LimitOption, limitsOptions } from "../guards/limits/options.ts";
import { PHASES } from "../kernel/exchange.ts";
import type { ModeOverride } from "../events/modes.ts";
import type { Mode } from "../kernel/guard.ts";
import type { Operation } from "../openapi/operation.ts";
import { optionsOf } from "./applied_options.ts";
import { UNBOUNDED_BYTES } from "./body_size.ts";
import type { ApiPlan, Generation } from "./plan.ts";

export interface MatrixRow {
  readonly api: string;
  /** `operationId`, or `METHOD /template`; `any` for an API without a document. */
  readonly operation: string;
  readonly method: string;
  /** Path as callers write it, the prefix and the base path of the document's servers included; `*` for every path. */
  readonly path: string;
  /** Who may call, in words. */
  readonly access: string;
  /** `100/min per principal`, in the order of the configuration. */
  readonly limits: readonly string[];
  /** Null where no length of the whole is bounded: calls of gRPC, by `maxMessageBytes`. */
  readonly maxBodyBytes: number | null;
  /** Longest message of a method of gRPC, either way; null for anything else. */
  readonly maxMessageBytes: number | null;
  /** Mode of authentication itself. */
  readonly authMode: Mode;
  /** Guards and rewrites of the operation in the order in which they run. */
  readonly guards: readonly { readonly name: string; readonly phase: string; readonly mode: Mode }[];
  /** Guards of the operation that let an exchange go on when they break themselves. */
  readonly passingOnError: readonly string[];
  /** Whether a description says what a request must look like: not of calls of gRPC, whose messages are bounded and not read. */
  readonly validated: boolean;
}

/** Rows in the order of the configuration and its documents. Compiles what is not compiled yet. */
export async function toMatrix(generation: Generation, config: Config): Promise<readonly MatrixRow[]> {
  const rows: MatrixRow[] = [];
  for (const [index, api] of generation.apis.entries()) {
    const options = config.apis[index];
    if (options === undefined) continue;
    for (const operation of api.operations) rows.push(await rowOf(api, options, operation));
  }
  return rows;
}

async function rowOf(api: ApiPlan, options: ApiOptions, operation: Operation): Promise<MatrixRow> {
  const plan = await api.planOf(operation);
  const guards = PHASES.flatMap((phase) => [
    ...plan.guards[phase].map(({ name, mode }) => ({ name, phase, mode })),
    ...(phase === "body" ? plan.requestRewrites.map(({ name, mode }) => ({ name, phase, mode })) : []),
    ...(phase === "response" ? plan.responseRewrites.map(({ name, mode }) => ({ name, phase, mode })) : []),
  ]);
  return {
    api: api.name,
    operation: operation.id,
    method: operation.method,
    path: operation.documented ? api.pathOf(operation) : "*",
    access: api.clientCertificate === "required" ? `client certificate; ${plan.access}` : plan.access,
    limits: limitsOf(options, operation),
    maxBodyBytes: plan.maxBodyBytes === UNBOUNDED_BYTES ? null : plan.maxBodyBytes,
    maxMessageBytes: plan.grpc?.maxMessageBytes ?? null,
    authMode: plan.authMode,
    guards,
    passingOnError: Object.values(plan.guards).flatMap((table) =>
      table.filter(({ onError }) => onError === "pass").map(({ name }) => name),
    ),
    validated: operation.documented && plan.grpc === null,
  };
}

/** The limits nearest to the operation: the configuration's for it, the document's, the API's. */
function limitsOf(options: ApiOptions, operation: Operation): readonly string[] {
  const decoded = limitsOptions.safeParse(optionsOf("limits", { options, operation })?.options);
  return decoded.success ? decoded.data.map(limitText) : [];
}

function limitText({ rate, per, burst }: LimitOption): string {
  return `${rate} per ${per}${burst === undefined ? "" : `, burst ${burst}`}`;
}

/** The row while these overrides hold; a guard that is configured off stays off. */
export function withOverrides(row: MatrixRow, overrides: readonly ModeOverride[]): MatrixRow {
  const modeOf = (name: string, mode: Mode): Mode =>
    mode === "off" ? mode : (overrides.find(({ guard }) => guard === name)?.mode ?? mode);
  return {
    ...row,
    authMode: modeOf("authn", row.authMode),
    guards: row.guards.map((guard) => ({ ...guard, mode: modeOf(guard.name, guard.mode) })),
  };
}

/** What of a row is not enforced, in words: guards that observe, an override in force, a missing description. Empty for a row that is. */
export function weaknessesOf(row: MatrixRow): readonly string[] {
  const observing = [
    ...(row.authMode === "observe" ? ["authn"] : []),
    ...row.guards.filter(({ mode }) => mode === "observe").map(({ name }) => name),
  ];
  return [
    ...(row.authMode === "off" ? ["authn off"] : []),
    ...new Set(row.guards.filter(({ mode }) => mode === "off").map(({ name }) => `${name} off`)),
    ...[...new Set(observing)].map((name) => `${name} observes`),
    ...row.passingOnError.map((name) => `${name} passes on error`),
    ...(row.validated ? [] : [row.maxMessageBytes === null ? "unvalidated" : "messages unread"]),
  ];
}
