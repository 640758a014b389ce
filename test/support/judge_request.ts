/** A request against a document in YAML, through the guard as a generation compiles it. */
import assert from "node:assert/strict";
import { DEFAULT_JSON_LIMITS, type JsonLimits } from "../../src/codec/json/json_limits.ts";
import type { DocumentScope } from "../../src/guards/define_guard.ts";
import { openapiRequest } from "../../src/guards/openapi_request/openapi_request.ts";
import { WorkBudget } from "../../src/kernel/budget.ts";
import type { Check } from "../../src/kernel/guard.ts";
import { loadDocument } from "../../src/openapi/document.ts";
import { SchemaRegistry } from "../../src/openapi/schema/registry.ts";
import type { Verdict } from "../../src/kernel/verdict.ts";
import { compiled } from "./compile_guard.ts";
import { exchange, type Fields } from "./exchange.ts";
import { guardServices, type TestServices } from "./guard_services.ts";

export interface RequestSketch {
  readonly query?: string;
  readonly headers?: Fields;
  readonly path?: Readonly<Record<string, string>>;
  readonly type?: string | null;
  readonly body?: string | Uint8Array;
  readonly steps?: number;
  /** The body is there and not buffered. */
  readonly streamed?: boolean;
}

export interface RequestJudge {
  readonly check: Check<"body">;
  readonly needsBody: boolean | undefined;
  readonly services: TestServices;
  judge(request: RequestSketch): Verdict;
  /** `pass`, or `status code: code place; ...`; findings of a pass follow it. */
  outcome(request: RequestSketch): string;
}

/** What the guard compiles to for the document's first operation, or its issues. */
export async function compileRequest(
  yaml: string,
  options: unknown = {},
  json: Partial<JsonLimits> = {},
): Promise<RequestJudge | readonly string[]> {
  const text = new TextEncoder().encode(yaml);
  const loaded = await loadDocument("api.yaml", { read: () => Promise.resolve(text) });
  assert.ok(loaded.ok, JSON.stringify(loaded.issues, null, 1));
  const document = loaded.value;
  const registry = new SchemaRegistry();
  for (const [uri, root] of document.files) registry.add(uri, root, document.schemaDialect);
  const { version, schemaDialect, securitySchemes } = document;
  const scope: DocumentScope = {
    registry,
    version,
    schemaDialect,
    securitySchemes,
    placeOf: (place) => document.placeOf(place),
    unsupportedPattern: "error",
    json: { ...DEFAULT_JSON_LIMITS, ...json },
  };
  const operation = document.operations[0] ?? assert.fail("no operation");
  const services = guardServices();
  const result = await compiled(openapiRequest, options, services, { api: "shop", operation, document: scope });
  if (result.kind === "issues") return result.issues.map(({ message, place }) => `${message} (at ${place?.uri}#${place?.pointer})`);
  if (result.kind === "none") return ["not applicable"];
  const { check, needsBody } = result;
  const judge = (request: RequestSketch): Verdict => {
    const bytes = typeof request.body === "string" ? new TextEncoder().encode(request.body) : request.body;
    const type = request.type === undefined ? (bytes === undefined ? null : "application/json") : request.type;
    const verdict = check({
      ...exchange({
        operation,
        method: operation.method,
        query: request.query ?? null,
        headers: [...(type === null ? [] : [["content-type", type] as const]), ...(request.headers ?? [])],
        pathParameters: Object.fromEntries(Object.entries(request.path ?? {}).map(([name, value]) => [name, decodeURIComponent(value)])),
        encodedPathParameters: request.path ?? {},
        framing: bytes === undefined ? { kind: "none" } : { kind: "length", bytes: bytes.length },
        body: bytes === undefined ? { kind: "none" } : request.streamed === true ? { kind: "streamed" } : { kind: "buffered", bytes },
      }),
      budget: new WorkBudget(request.steps ?? 4_000_000),
    });
    return verdict instanceof Promise ? assert.fail("the guard waits") : verdict;
  };
  return { check, needsBody, services, judge, outcome: (request) => toOutcome(judge(request)) };
}

function toOutcome(verdict: Verdict): string {
  const findings = verdict.findings.map(({ code, place }) => `${code} ${place}`).join("; ");
  if (verdict.kind === "pass") return findings === "" ? "pass" : `pass: ${findings}`;
  if (verdict.kind === "answer") return "answer";
  return `${verdict.problem.status} ${verdict.problem.code}: ${findings}`;
}

/** As `compileRequest`, for a document that must compile. */
export async function requestJudge(yaml: string, options: unknown = {}, json: Partial<JsonLimits> = {}): Promise<RequestJudge> {
  const result = await compileRequest(yaml, options, json);
  return "check" in result ? result : assert.fail(result.join("; "));
}

/** A document with one operation, `POST /things` unless `method` says otherwise; `operation` is its fields, in YAML's flow style or indented by six. */
export function documentOf(operation: string, more: string = "", method: string = "post", version: string = "3.1.1"): string {
  return `openapi: ${version}
info: { title: Shop, version: "1" }
paths:
  /things:
    ${method}:
      responses: { "200": { description: ok } }
${operation
  .split("\n")
  .map((line) => `      ${line}`)
  .join("\n")}
${more}
`;
}
