/** Compiles what a request to one operation goes through: its guards in the order of the table, its authentication, its rewrites (DESIGN section 1.7). */
import type { AuthOptions } from "../authn/auth_options.ts";
import { compileAuthentication } from "../authn/compile_authentication.ts";
import type { AuthServices } from "../authn/define_authenticator.ts";
import type { ConfigIssue } from "../config/read_config.ts";
import type { GuardOf, GuardServices } from "../guards/define_guard.ts";
import type { Phase } from "../kernel/exchange.ts";
import type { Guard, Rewrite } from "../kernel/guard.ts";
import type { SecurityScheme } from "../openapi/operation.ts";
import type { RewriteOf, RewritePhase } from "../rewrites/define_rewrite.ts";
import { appliedTo, issueOf, modeOf, overrideOf } from "./applied_options.ts";
import { maxBodyBytes } from "./body_size.ts";
import { type PhaseInput, preparePhase } from "./compile_phase.ts";
import { compileWebSocket } from "./compile_websocket.ts";
import type { GrpcMethod, OperationPlan } from "./plan.ts";

/** The guards that may apply, by phase, each list in its order. */
export type GuardTable = { readonly [P in Phase]: readonly GuardOf<P>[] };

export type RewriteTable = { readonly [P in RewritePhase]: readonly RewriteOf<P>[] };

export interface OperationInput extends PhaseInput {
  readonly schemes: ReadonlyMap<string, SecurityScheme>;
  readonly guards: GuardTable;
  readonly rewrites: RewriteTable;
  readonly services: GuardServices & AuthServices;
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
  /** Null where the security requirement did not compile. */
  readonly plan: OperationPlan | null;
  /** What is wrong, or written and not checked, of what had waited. */
  readonly issues: readonly ConfigIssue[];
}

export interface PreparedOperation {
  /** What is wrong, or written and not checked, of what was compiled. */
  readonly issues: readonly ConfigIssue[];
  /** Compiles what waits for the operation's first use. Never rejects for what an operator wrote. */
  readonly complete: () => Promise<CompiledOperation>;
}

/**
 * Compiles all of an operation that is cheap enough for load, and says what is wrong with it. `authentication` is null where the requirement did not compile: there
 * is no plan then, but what else is wrong.
 */
export async function prepareOperation(input: OperationInput, authentication: CompiledAuthentication | null): Promise<PreparedOperation> {
  const issues: ConfigIssue[] = [];
  const route = await preparePhase(input.guards.route, input, issues);
  const identity = await preparePhase(input.guards.identity, input, issues);
  const body = await preparePhase(input.guards.body, input, issues);
  const response = await preparePhase(input.guards.response, input, issues);
  const requestRewrites = compileRewrites("body", input, issues);
  const responseRewrites = compileRewrites("response", input, issues);
  const websocket = compileWebSocket(input, issues);
  const complete = async (): Promise<CompiledOperation> => {
    const later: ConfigIssue[] = [];
    const routed = await route(later);
    const identified = await identity(later);
    const buffered = await body(later);
    const answered = await response(later);
    if (authentication === null) return { plan: null, issues: later };
    const { bodyGuards, ...access } = authentication;
    const plan: OperationPlan = {
      operation: input.operation,
      guards: {
        head: [],
        route: routed.guards,
        identity: identified.guards,
        body: [...bodyGuards, ...buffered.guards],
        response: answered.guards,
      },
      requestRewrites,
      responseRewrites,
      ...access,
      buffersRequest: buffered.needsBody || bodyGuards.length > 0,
      buffersResponse: answered.needsBody,
      maxBodyBytes: maxBodyBytes(input.options, input.operation),
      upgrade: websocket === null ? null : "websocket",
      websocket,
      grpc: grpcOf(input),
    };
    return { plan, issues: later };
  };
  return { issues, complete };
}

/** Of an API of services. Why not of a document that says so by itself: bounds of messages and calls are the configuration's. */
function grpcOf({ operation, options }: OperationInput): GrpcMethod | null {
  const declared = operation.extensions["x-portcullis-grpc"];
  if (options.grpc === null || typeof declared !== "object" || declared === null) return null;
  const { maxMessageBytes, maxCallMs } = options.grpc;
  const clientStreams = "clientStreams" in declared && declared.clientStreams === true;
  const serverStreams = "serverStreams" in declared && declared.serverStreams === true;
  return { clientStreams, serverStreams, maxMessageBytes, maxCallMs };
}

function compileRewrites<P extends RewritePhase>(phase: P, input: OperationInput, issues: ConfigIssue[]): readonly Rewrite<P>[] {
  const rewrites: Rewrite<P>[] = [];
  for (const definition of input.rewrites[phase]) {
    const applied = appliedTo(definition, input);
    if (applied === null) continue;
    const { api, operation, services } = input;
    const compiled = definition.compile(applied.options, { api, operation }, services);
    if (compiled.kind === "issues") issues.push(...compiled.issues.map((issue) => issueOf(definition.key, issue, applied, input)));
    if (compiled.kind === "apply") rewrites.push({ name: definition.name, phase, mode: applied.mode, apply: compiled.apply });
  }
  return rewrites;
}
