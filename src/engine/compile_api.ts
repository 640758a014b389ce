/** Compiles one API: its routes, its upstream, and the plans of its operations. */
import type { ApiOptions } from "../config/api_options.ts";
import type { ConfigIssue } from "../config/read_config.ts";
import type { UpstreamOptions } from "../config/upstream_options.ts";
import type { DocumentScope } from "../guards/define_guard.ts";
import type { Issue } from "../kernel/issue.ts";
import type { OpenApiDocument, WrittenAt } from "../openapi/document.ts";
import type { Operation, SchemaPlace, SecurityScheme } from "../openapi/operation.ts";
import { compileRouter, type Router } from "../openapi/router.ts";
import { SchemaRegistry } from "../openapi/schema/registry.ts";
import { namesOf, writtenName } from "./applied_options.ts";
import { bodySizeIssue } from "./body_size.ts";
import type { ApiSources, GenerationInput } from "./compile_generation.ts";
import { OperationIssues } from "./operation_issues.ts";
import { compileUpstream } from "./compile_upstream.ts";
import { compileAccess, type OperationInput, type PreparedOperation, prepareOperation } from "./compile_operation.ts";
import type { ApiPlan, OperationPlan } from "./plan.ts";

export interface CompiledApi {
  readonly plan: ApiPlan;
  readonly configIssues: readonly ConfigIssue[];
  readonly issues: readonly Issue[];
}

/** Issues whose lines are looked up; each takes a pass over its file. */
const MAX_LOCATED = 100;

/** Keys that say who may call: where one can't be read, nothing is said of an operation's callers. */
const ACCESS_KEYS = ["public", "auth", "operations"] as const;

const NO_SCHEMES: ReadonlyMap<string, SecurityScheme> = new Map();

/** Stands for every path and method of an API without a document. */
const ANY_OPERATION: Operation = Object.freeze({
  id: "any",
  method: "*",
  template: "*",
  tags: Object.freeze([]),
  documented: false,
  parameters: Object.freeze([]),
  requestBody: null,
  responses: Object.freeze([]),
  security: null,
  deprecated: false,
  extensions: Object.freeze({}),
  place: Object.freeze({ uri: "", pointer: "" }),
});

export async function compileApi(input: GenerationInput, sources: ApiSources, path: readonly PropertyKey[]): Promise<CompiledApi> {
  const { options, document } = sources;
  const configIssues: ConfigIssue[] = [];
  const issues: Issue[] = [];
  const name = nameOf(sources);
  const operations = document?.operations ?? [ANY_OPERATION];
  const router = document === null ? null : routerOf(document, issues);
  const partial = sources.unread.has("openapi");
  // Why null for a part: schemas can't be compiled where what they refer to is missing.
  const scope = document === null || partial ? null : documentScope(document, sources, input);
  if (!partial) configIssues.push(...misnamedOperations(sources, operations, path), ...unknownSchemes(sources, path));
  const accessUnread = ACCESS_KEYS.some((key) => sources.unread.has(key));
  const prepared = new Map<string, PreparedOperation>();
  const found = new OperationIssues();
  for (const operation of operations) {
    const operationInput: OperationInput = {
      api: name,
      path,
      options,
      modes: input.config.modes,
      onError: input.config.onError,
      operation,
      schemes: document?.securitySchemes ?? NO_SCHEMES,
      document: scope,
      guards: input.guards,
      rewrites: input.rewrites,
      services: input.services,
    };
    const access = accessUnread ? [] : compileAccess(operationInput);
    if ("leftOut" in access) {
      found.add(
        operation,
        access.leftOut.map((reason) => leftOutIssue(reason, path)),
      );
      if (access.publicInVain) found.add(operation, [publicInVain(path)]);
    } else found.add(operation, access);
    const tooLarge = bodySizeIssue(options, operation, input.config.protocol.budgetSteps, path);
    if (tooLarge !== null) found.add(operation, [tooLarge]);
    const compiled = await prepareOperation(operationInput, "leftOut" in access ? access.access : null);
    found.add(operation, compiled.issues);
    prepared.set(operation.id, compiled);
  }
  const plans = new Map<string, OperationPlan | Promise<OperationPlan>>();
  const planOf = (operation: Operation): OperationPlan | Promise<OperationPlan> => {
    const known = plans.get(operation.id);
    if (known !== undefined) return known;
    const compiling = completePlan(prepared.get(operation.id), operation).then((plan) => {
      plans.set(operation.id, plan);
      return plan;
    });
    plans.set(operation.id, compiling);
    return compiling;
  };
  if (input.eager || options.compile === "eager") {
    for (const operation of operations) {
      const completed = await prepared.get(operation.id)?.complete();
      if (completed === undefined) continue;
      if (completed.plan !== null) plans.set(operation.id, completed.plan);
      found.add(operation, completed.issues);
    }
  }
  for (const [index, { place, ...issue }] of found.list().entries()) {
    if (place === undefined || document === null) configIssues.push(issue);
    else issues.push(inDescription(issue, index < MAX_LOCATED ? document.locate(place) : unlocated(document.placeOf(place))));
  }
  const basePaths = new Map((document?.routes ?? []).map((route) => [route.operation.id, route.basePaths[0] ?? ""] as const));
  const upstream = compileUpstream(name, upstreamOf(options), sources.upstreamPem, input.services.hash);
  const plan: ApiPlan = {
    name,
    hosts: new Set(options.hosts),
    prefixSegments: options.prefix === "" ? [] : options.prefix.slice(1).split("/"),
    stripPrefix: options.stripPrefix,
    clientCertificate: options.clientCertificate,
    upstream: upstream.first,
    group: upstream.group,
    router,
    planOf,
    anyOperation: document === null ? ANY_OPERATION : null,
    operations,
    pathOf: (operation) => `${options.stripPrefix ? options.prefix : ""}${basePaths.get(operation.id) ?? ""}${operation.template}`,
  };
  return { plan, configIssues, issues };
}

/** Calls of gRPC end with their own deadlines, so the bound of a whole answer is theirs. */
function upstreamOf({ upstream, grpc }: ApiOptions): UpstreamOptions {
  return grpc === null ? upstream : { ...upstream, totalMs: Math.max(upstream.totalMs, grpc.maxCallMs) };
}

async function completePlan(prepared: PreparedOperation | undefined, operation: Operation): Promise<OperationPlan> {
  const plan = prepared === undefined ? null : (await prepared.complete()).plan;
  if (plan === null) throw new Error(`the operation \`${operation.id}\` was not compiled`);
  return plan;
}

/** An issue of an operation that stands in the description. */
function inDescription({ severity, code, message }: ConfigIssue, at: WrittenAt): Issue {
  return { severity, code, message, ...at };
}

const unlocated = ({ uri, pointer }: SchemaPlace): WrittenAt => ({ file: uri, pointer, line: null, column: null });

function routerOf(document: OpenApiDocument, issues: Issue[]): Router | null {
  const compiled = compileRouter(document.routes);
  issues.push(...compiled.issues);
  return compiled.ok ? compiled.value : null;
}

function documentScope(document: OpenApiDocument, sources: ApiSources, input: GenerationInput): DocumentScope {
  const registry = new SchemaRegistry();
  for (const [uri, root] of document.files) registry.add(uri, root, document.schemaDialect);
  return {
    registry,
    version: document.version,
    schemaDialect: document.schemaDialect,
    placeOf: (place) => document.placeOf(place),
    unsupportedPattern: sources.options.unsupportedPattern,
    json: input.config.protocol.json,
    securitySchemes: document.securitySchemes,
  };
}

/** Options for an operation that the document does not have protect nothing; nor would those under a second name of one that has some. */
function misnamedOperations(
  { options: { operations: written } }: ApiSources,
  operations: readonly Operation[],
  path: readonly PropertyKey[],
): readonly ConfigIssue[] {
  const first = new Map<string, string>();
  for (const operation of operations) for (const name of namesOf(operation)) first.set(name, writtenName(written, operation) ?? name);
  return [...written.keys()].flatMap((name): readonly ConfigIssue[] => {
    const at = { severity: "error", path: [...path, "operations", name] } as const;
    const used = first.get(name);
    if (used === undefined) {
      const message = `the document has no operation \`${name}\`; name it by its operationId or as \`GET /path\``;
      return [{ ...at, code: "config.unknown_operation", message }];
    }
    const message = `\`${name}\` and \`${used}\` are the same operation; write its options under one of them`;
    return used === name ? [] : [{ ...at, code: "config.operation_twice", message }];
  });
}

/** An API key that is taken for a scheme nobody declares is a check that somebody believes in. */
function unknownSchemes({ options, document }: ApiSources, path: readonly PropertyKey[]): readonly ConfigIssue[] {
  const declared = document?.securitySchemes ?? NO_SCHEMES;
  return (options.auth?.keysFor ?? []).flatMap((name, index) =>
    declared.has(name)
      ? []
      : [
          {
            severity: "error" as const,
            code: "config.unknown_scheme",
            message: `the document declares no security scheme \`${name}\`${declared.size === 0 ? "" : `; it has ${[...declared.keys()].join(", ")}`}`,
            path: [...path, "auth", "keys_for", index],
          },
        ],
  );
}

function leftOutIssue(reason: string, path: readonly PropertyKey[]): ConfigIssue {
  return { severity: "warning", code: "auth.unusable_scheme", message: `${reason}; this alternative is left out`, path: [...path, "auth"] };
}

function publicInVain(path: readonly PropertyKey[]): ConfigIssue {
  const message = "`public: true` changes nothing here, because the document declares `security`; let the document say `security: []`";
  return { severity: "warning", code: "auth.public_in_vain", message, path: [...path, "operations"] };
}

/** As written, or made from the document's title; the document's file where that could not be read. */
export function nameOf({ options, document }: ApiSources): string {
  return options.name ?? (document === null ? options.openapi : null) ?? nameFrom(document?.title ?? "");
}

function nameFrom(title: string): string {
  const name = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, "-")
    .replaceAll(/^-|-$/gu, "")
    .slice(0, 40);
  return name === "" ? "api" : name;
}
