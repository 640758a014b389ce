/**
 * Holds requests to the API's document: parameters, body, media type (OWASP API3:2023, API8:2023, API10:2023). Always on where there is a document.
 * Runs on what will be forwarded, after the caller is known, so that a stranger learns nothing of the schemas.
 */
import type { Buffered } from "../../kernel/exchange.ts";
import { problem, type Problem } from "../../kernel/problem.ts";
import { type Check } from "../../kernel/guard.ts";
import { PASS, passWith, type Verdict } from "../../kernel/verdict.ts";
import type { BodyPlan } from "../../openapi/body/compile_body.ts";
import { compileBody } from "../../openapi/body/compile_body.ts";
import { Judgement, type Severity } from "../../openapi/judgement.ts";
import type { Operation } from "../../openapi/operation.ts";
import { compileParameters, type CompiledParameters, type ParametersScope } from "../../openapi/parameters/operation_parameters.ts";
import { ValueReader } from "../../openapi/parameters/typed_value.ts";
import { type CompileIssue, defineGuard, type DocumentScope, type GuardOf, NOT_APPLICABLE } from "../define_guard.ts";
import { type ValidationOptions, validationOptions } from "./options.ts";
import { countUndeclared, UNDECLARED_COUNTS_ID, UndeclaredCounts } from "./undeclared.ts";

export const openapiRequest: GuardOf<"body"> = defineGuard({
  name: "openapi_request",
  key: "validation",
  phase: "body",
  summary: "holds parameters and bodies of requests to the API's document",
  options: validationOptions,
  always: true,
  needsBody: true,
  deferred: true,
  compile: (options, scope, services) => {
    const { operation, document } = scope;
    if (operation === null || document === null || document === undefined || !operation.documented) return NOT_APPLICABLE;
    const decoding = decodingScope(options, operation, document);
    const parameters = compileParameters(operation.parameters, decoding);
    const body = operation.requestBody === null ? null : compileBody(operation.requestBody, decoding);
    const found = [...parameters.issues, ...(body?.issues ?? [])];
    const issues = issuesOf("error", found);
    if (issues.length > 0) return { kind: "issues", issues };
    const count = services.state(UNDECLARED_COUNTS_ID, () => new UndeclaredCounts()).of(scope.api ?? "", operation.id);
    const counting = (exchange: Buffered): void => countUndeclared(exchange.headers, parameters.headerNames, parameters.cookieNames, count);
    const check = compileCheck(parameters, body?.plan ?? null, problemsOf(options), counting, document.placeOf);
    return { kind: "check", check, needsBody: body?.plan.needsBytes ?? false, warnings: issuesOf("warning", found) };
  },
});

function decodingScope(options: ValidationOptions, operation: Operation, document: DocumentScope): ParametersScope {
  const schemaOptions = {
    additionalProperties: options.additionalProperties,
    readOnlyInRequest: options.readOnly,
    writeOnlyInResponse: "refuse",
    otherCaseInRequest: options.otherCase,
    formats: options.formats,
    unsupportedPattern: document.unsupportedPattern,
    unknownKeyword: "annotation",
  } as const;
  return {
    registry: document.registry,
    options: schemaOptions,
    json: document.json,
    reader: new ValueReader(schemaOptions, document.json),
    undeclaredFields: options.undeclaredFields,
    undeclaredQuery: options.undeclaredQuery,
    apiKeys: queryKeysOf(operation, document),
  };
}

/** Query parameters that the operation's security requirement declares. */
function queryKeysOf(operation: Operation, document: DocumentScope): ReadonlySet<string> {
  const names = new Set<string>();
  for (const requirement of operation.security ?? []) {
    for (const name of requirement.keys()) {
      const scheme = document.securitySchemes?.get(name);
      if (scheme?.type === "apiKey" && scheme.in === "query") names.add(scheme.name);
    }
  }
  return names;
}

/** Errors, or warnings, of schemas as issues of the guard, each once. */
function issuesOf(
  wanted: "error" | "warning",
  issues: readonly { readonly severity: string; readonly message: string; readonly file: string | null; readonly pointer: string }[],
): readonly CompileIssue[] {
  const once = new Map<string, CompileIssue>();
  for (const { severity, message, file, pointer } of issues)
    if (severity === wanted) once.set(JSON.stringify([message, file, pointer]), { path: [], message, place: { uri: file ?? "", pointer } });
  return [...once.values()];
}

function problemsOf({ status }: ValidationOptions): Readonly<Record<Exclude<Severity, "noted">, Problem>> {
  return {
    invalid: problem(status, "invalid_request", "The request does not fit the API's description"),
    unsupported: problem(415, "unsupported_media_type", "The media type is not accepted here"),
    malformed: problem(400, "malformed_request", "The request can't be read in one way"),
    too_large: problem(413, "content_too_large", "The content is too large"),
    // Why not 413: the same bytes may be cheap for another schema; what was asked for is more than one request may cost.
    exhausted: problem(422, "work_budget_exceeded", "Checking the request would cost too much"),
  };
}

function compileCheck(
  parameters: CompiledParameters,
  body: BodyPlan | null,
  problems: Readonly<Record<Exclude<Severity, "noted">, Problem>>,
  count: (exchange: Buffered) => void,
  writtenAt: DocumentScope["placeOf"],
): Check<"body"> {
  const { checks } = parameters;
  return (exchange): Verdict => {
    const judgement = new Judgement(exchange.budget, null, writtenAt);
    for (let index = 0; index < checks.length; index += 1) checks[index]?.(exchange, judgement);
    judgeBody(exchange, body, judgement);
    if (exchange.budget.exhausted && judgement.worst !== "exhausted")
      judgement.add("exhausted", "budget.exhausted", "", "the work budget of the request is used up", null);
    count(exchange);
    const { worst, findings } = judgement;
    if (worst === "noted") return findings.length === 0 ? PASS : passWith(findings);
    return { kind: "deny", findings, problem: problems[worst] };
  };
}

function judgeBody(exchange: Buffered, plan: BodyPlan | null, judgement: Judgement): void {
  const { body, framing, headers } = exchange;
  const empty =
    body.kind === "buffered" ? body.bytes.length === 0 : body.kind === "none" || (framing.kind === "length" && framing.bytes === 0);
  if (empty) {
    plan?.judgeAbsence(judgement);
    return;
  }
  if (plan === null) {
    // Why refused: servers differ on bodies of GET, HEAD and DELETE, and what is not described can't be judged (RFC 9110 section 9.3.1).
    judgement.add("malformed", "body.undeclared", "body", "is sent where the description has none", null);
    return;
  }
  plan.judge(body.kind === "buffered" ? body.bytes : "streamed", headers.getAll("content-type"), judgement);
}
