/** Compiles what a request to one operation goes through: its guards in the order of the table, its authentication, its rewrites (DESIGN section 1.7). */
import type { AuthOptions } from "../authn/auth_options.ts";
import { compileAuthentication } from "../authn/compile_authentication.ts";
import type { AuthServices } from "../authn/define_authenticator.ts";
import type { ApiOptions, OperationOptions } from "../config/api_options.ts";
import type { ConfigIssue } from "../config/read_config.ts";
import type { CompileIssue, DocumentScope, GuardOf, GuardScope, GuardServices } from "../guards/define_guard.ts";
import type { Phase } from "../kernel/exchange.ts";
import type { Guard, Mode, OnError, Rewrite } from "../kernel/guard.ts";
import type { Operation, SecurityScheme } from "../openapi/operation.ts";
import type { RewriteOf, RewritePhase } from "../rewrites/define_rewrite.ts";
import type { OperationPlan } from "./plan.ts";

/** The guards that may apply, by phase, each list in its order. */
export type GuardTable = { readonly [P in Phase]: readonly GuardOf<P>[] };

export type RewriteTable = { readonly [P in RewritePhase]: readonly RewriteOf<P>[] };

export interface OperationInput {
  readonly api: string;
  /** Path of the API in the configuration, for issues. */
  readonly path: readonly PropertyKey[];
  readonly options: ApiOptions;
  /** Modes of the whole configuration. */
  readonly modes: Readonly<Record<string, Mode>>;
  /** What a guard that breaks does, of the whole configuration. */
  readonly onError: Readonly<Record<string, OnError>>;
  readonly operation: Operation;
  readonly schemes: ReadonlyMap<string, SecurityScheme>;
  readonly document: DocumentScope | null;
  readonly guards: GuardTable;
  readonly rewrites: RewriteTable;
  readonly services: GuardServices & AuthServices;
}

const MEGABYTE = 1_048_576;
/** Body defaults (DESIGN section 1.6): forms 256 KB, everything else 1 MB. */
const FORM_BYTES = 262_144;

const NO_OVERRIDE: OperationOptions = { public: null, auth: null, modes: {}, onError: {}, maxBodyBytes: null, features: new Map() };

/** Options of the configuration for one operation: by `operationId`, or by `METHOD /template`. */
export function overrideOf(options: ApiOptions, operation: Operation): OperationOptions {
  return options.operations.get(operation.id) ?? options.operations.get(`${operation.method} ${operation.template}`) ?? NO_OVERRIDE;
}

/** The mode of a guard on an operation: the most specific that is configured wins. */
function modeOf(name: string, fallback: Mode, override: OperationOptions, input: OperationInput): Mode {
  return override.modes[name] ?? input.options.modes[name] ?? input.modes[name] ?? fallback;
}

/** What a guard that breaks does on an operation: refuse, unless the most specific that is written says otherwise. */
function onErrorOf(name: string, override: OperationOptions, input: OperationInput): OnError {
  return override.onError[name] ?? input.options.onError[name] ?? input.onError[name] ?? "deny";
}

export interface CompiledAuthentication extends Pick<OperationPlan, "authenticate" | "suppose" | "access" | "authMode"> {
  /** What the body must not hold beside the credential, in the mode of authentication; they need the whole body. */
  readonly bodyGuards: readonly Guard<"body">[];
}

export interface CompiledAccess {
  readonly access: CompiledAuthentication;
  /** Why alternatives of the requirement were left out, one sentence each: nobody can meet them here. */
  readonly leftOut: readonly string[];
  /** Whether `public: true` is written for an operation that declares `security`, which it never overrides. */
  readonly publicInVain: boolean;
}

/** The operation's requirement alone: cheap, so that it is checked for every operation at load, also where guards compile on first use. */
export function compileAccess(input: OperationInput): CompiledAccess | readonly ConfigIssue[] {
  const override = overrideOf(input.options, input.operation);
  const auth: AuthOptions | null = override.auth ?? input.options.auth;
  const publicApi = override.public ?? input.options.public;
  const compiled = compileAuthentication({ operation: input.operation, schemes: input.schemes, auth, publicApi, services: input.services });
  if (!compiled.ok)
    return compiled.issues.map((issue) => ({ severity: "error", code: issue.code, message: issue.message, path: input.path }));
  const authMode = modeOf("authn", "enforce", override, input);
  const bodyGuards = compiled.bodyChecks.map(
    (check) => ({ name: "authn", phase: "body", mode: authMode, onError: "deny", check }) as const,
  );
  return {
    access: { authenticate: compiled.authenticate, suppose: compiled.suppose, access: compiled.describe, authMode, bodyGuards },
    leftOut: compiled.leftOut,
    publicInVain: override.public === true && compiled.describe !== "anyone",
  };
}

export interface CompiledOperation {
  readonly plan: OperationPlan;
  /** What is written and not checked. */
  readonly warnings: readonly ConfigIssue[];
}

/** The whole plan, or what kept it from being made. */
export async function compileOperation(
  input: OperationInput,
  { bodyGuards, ...access }: CompiledAuthentication,
): Promise<CompiledOperation | readonly ConfigIssue[]> {
  const override = overrideOf(input.options, input.operation);
  const issues: ConfigIssue[] = [];
  const route = await compilePhase("route", input, override, issues);
  const identity = await compilePhase("identity", input, override, issues);
  const body = await compilePhase("body", input, override, issues);
  const response = await compilePhase("response", input, override, issues);
  const requestRewrites = compileRewrites("body", input, override, issues);
  const responseRewrites = compileRewrites("response", input, override, issues);
  if (issues.some(({ severity }) => severity === "error")) return issues;
  const plan: OperationPlan = {
    operation: input.operation,
    guards: { head: [], route: route.guards, identity: identity.guards, body: [...bodyGuards, ...body.guards], response: response.guards },
    requestRewrites,
    responseRewrites,
    ...access,
    buffersRequest: body.needsBody || bodyGuards.length > 0,
    buffersResponse: response.needsBody,
    maxBodyBytes: override.maxBodyBytes ?? input.options.maxBodyBytes ?? defaultMaxBody(input.operation),
    upgrade: input.operation.extensions["x-portcullis-websocket"] === true ? "websocket" : null,
  };
  return { plan, warnings: issues };
}

function defaultMaxBody(operation: Operation): number {
  const content = operation.requestBody?.content ?? [];
  const formsOnly =
    content.length > 0 && content.every(({ range }) => range === "application/x-www-form-urlencoded" || range === "multipart/form-data");
  return formsOnly ? FORM_BYTES : MEGABYTE;
}

interface FoundOptions {
  readonly options: unknown;
  readonly level: "api" | "operation";
}

const DEFAULTS: FoundOptions = { options: undefined, level: "api" };

/** The nearest options for a key: the configuration's for the operation, the document's extension, the configuration's for the API. */
export function optionsOf(
  key: string,
  override: OperationOptions,
  input: Pick<OperationInput, "options" | "operation">,
): FoundOptions | null {
  if (override.features.has(key)) return { options: override.features.get(key), level: "operation" };
  const extension = input.operation.extensions[`x-portcullis-${key.replaceAll("_", "-")}`];
  if (extension !== undefined) return { options: extension, level: "operation" };
  return input.options.features.has(key) ? { options: input.options.features.get(key), level: "api" } : null;
}

interface CompiledPhase<P extends Phase> {
  readonly guards: readonly Guard<P>[];
  readonly needsBody: boolean;
}

async function compilePhase<P extends Phase>(
  phase: P,
  input: OperationInput,
  override: OperationOptions,
  issues: ConfigIssue[],
): Promise<CompiledPhase<P>> {
  const guards: Guard<P>[] = [];
  let needsBody = false;
  for (const definition of input.guards[phase]) {
    const found = optionsOf(definition.key, override, input) ?? (definition.always ? DEFAULTS : null);
    const mode = modeOf(definition.name, definition.mode, override, input);
    if (found === null || mode === "off") continue;
    const scope: GuardScope = { api: input.api, operation: input.operation, document: input.document, level: found.level };
    const compiled = await definition.compile(found.options, scope, input.services);
    if (compiled.kind === "issues") issues.push(...compiled.issues.map((issue) => issueOf(definition.key, issue, input)));
    if (compiled.kind !== "check") continue;
    for (const issue of compiled.warnings ?? [])
      issues.push({ ...issueOf(definition.key, issue, input), severity: "warning", code: `${definition.key}.unchecked` });
    const { name } = definition;
    guards.push({ name, phase, mode, onError: onErrorOf(name, override, input), check: compiled.check });
    needsBody ||= compiled.needsBody ?? definition.needsBody;
  }
  return { guards, needsBody };
}

function compileRewrites<P extends RewritePhase>(
  phase: P,
  input: OperationInput,
  override: OperationOptions,
  issues: ConfigIssue[],
): readonly Rewrite<P>[] {
  const rewrites: Rewrite<P>[] = [];
  for (const definition of input.rewrites[phase]) {
    const found = optionsOf(definition.key, override, input) ?? (definition.always ? DEFAULTS : null);
    const mode = modeOf(definition.name, definition.mode, override, input);
    if (found === null || mode === "off") continue;
    const compiled = definition.compile(found.options, { api: input.api, operation: input.operation }, input.services);
    if (compiled.kind === "issues") issues.push(...compiled.issues.map((issue) => issueOf(definition.key, issue, input)));
    if (compiled.kind === "apply") rewrites.push({ name: definition.name, phase, mode, apply: compiled.apply });
  }
  return rewrites;
}

function issueOf(key: string, issue: CompileIssue, input: OperationInput): ConfigIssue {
  return {
    severity: "error",
    code: `${key}.invalid`,
    message: issue.message,
    path: [...input.path, key, ...issue.path],
    ...(issue.place === undefined ? {} : { place: issue.place }),
  };
}
