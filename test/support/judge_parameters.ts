/** Judges parameters given as in a document, through the code that judges requests, without a document or guard around them. */
import { DEFAULT_JSON_LIMITS } from "../../src/codec/json/json_limits.ts";
import { DEFAULT_BUDGET_STEPS, WorkBudget } from "../../src/kernel/budget.ts";
import { Judgement } from "../../src/openapi/judgement.ts";
import type { MediaType, Parameter } from "../../src/openapi/operation.ts";
import { compileParameters, type ParametersScope } from "../../src/openapi/parameters/operation_parameters.ts";
import { ValueReader } from "../../src/openapi/parameters/typed_value.ts";
import type { Dialect } from "../../src/openapi/schema/dialect.ts";
import { DEFAULT_SCHEMA_OPTIONS } from "../../src/openapi/schema/options.ts";
import { SchemaRegistry } from "../../src/openapi/schema/registry.ts";
import { type Fields, headerFields } from "./exchange.ts";

export interface ParameterSketch extends Partial<Omit<Parameter, "schema" | "content" | "place">> {
  readonly schema?: unknown;
  /** Media type of `content`, whose schema `schema` then is. */
  readonly media?: string;
  readonly encoding?: MediaType["encoding"];
}

export interface SourceSketch {
  readonly query?: string | null;
  readonly headers?: Fields;
  /** Still percent-encoded. */
  readonly path?: Readonly<Record<string, string>>;
  readonly budget?: WorkBudget;
}

export interface TestScope {
  readonly scope: ParametersScope;
  readonly parameters: readonly Parameter[];
}

/** What parameters are compiled with, `components.schemas` at hand for `$ref: "#/components/schemas/X"`. */
export function parametersOf(
  sketches: readonly ParameterSketch[],
  changes: Partial<ParametersScope> = {},
  schemas: Readonly<Record<string, unknown>> = {},
  dialect: Dialect = "openapi-3.1",
): TestScope {
  const registry = new SchemaRegistry();
  const list = sketches.map(({ schema }) => ({ schema: schema ?? true }));
  registry.add("doc.json", { openapi: dialect === "openapi-3.0" ? "3.0.3" : "3.1.1", components: { schemas }, parameters: list }, dialect);
  const scope: ParametersScope = {
    registry,
    options: DEFAULT_SCHEMA_OPTIONS,
    json: DEFAULT_JSON_LIMITS,
    reader: new ValueReader(DEFAULT_SCHEMA_OPTIONS, DEFAULT_JSON_LIMITS),
    undeclaredFields: "refuse",
    undeclaredQuery: "refuse",
    apiKeys: new Set(),
    ...changes,
  };
  return { scope, parameters: sketches.map(toParameter) };
}

const STANDARD_STYLE = { path: "simple", header: "simple", query: "form", querystring: "form", cookie: "form" } as const;

function toParameter(sketch: ParameterSketch, index: number): Parameter {
  const where = sketch.in ?? "query";
  const style = sketch.style ?? STANDARD_STYLE[where];
  const place = { uri: "doc.json", pointer: `/parameters/${index}/schema` };
  const { media } = sketch;
  return {
    name: sketch.name ?? "color",
    in: where,
    required: sketch.required ?? where === "path",
    style,
    explode: sketch.explode ?? (style === "form" || style === "cookie"),
    allowReserved: sketch.allowReserved ?? false,
    allowEmptyValue: sketch.allowEmptyValue ?? false,
    multiSegment: sketch.multiSegment ?? false,
    schema: media === undefined ? place : null,
    content:
      media === undefined ? null : { range: media, schema: place, itemSchema: null, encoding: sketch.encoding ?? new Map<string, never>() },
    place: { uri: "doc.json", pointer: `/parameters/${index}` },
  };
}

export function judgeParameters({ parameters, scope }: TestScope, source: SourceSketch): Judgement {
  const compiled = compileParameters(parameters, scope);
  if (compiled.issues.length > 0) throw new Error(JSON.stringify(compiled.issues));
  const judgement = new Judgement(source.budget ?? new WorkBudget(DEFAULT_BUDGET_STEPS));
  const path = source.path ?? {};
  const decoded = Object.fromEntries(Object.entries(path).map(([name, text]) => [name, decodeURIComponent(text)]));
  const at = {
    query: source.query ?? null,
    headers: headerFields(source.headers ?? []),
    pathParameters: decoded,
    encodedPathParameters: path,
  };
  for (const check of compiled.checks) check(at, judgement);
  return judgement;
}

/** `code place` of each finding. */
export function findingsOf(judgement: Judgement): readonly string[] {
  return judgement.findings.map(({ code, place }) => `${code} ${place}`);
}
