/** Judges a body of one media type by a schema, through the code that judges requests. */
import { WorkBudget } from "../../src/kernel/budget.ts";
import { parseMediaType } from "../../src/message/media_type.ts";
import type { BodyParts, JudgeBody } from "../../src/openapi/body/body_parts.ts";
import { Judgement } from "../../src/openapi/judgement.ts";
import type { Encoding } from "../../src/openapi/operation.ts";
import { compilePlace } from "../../src/openapi/parameters/compile_parameter.ts";
import type { ParametersScope } from "../../src/openapi/parameters/operation_parameters.ts";
import { parametersOf } from "./judge_parameters.ts";

export interface BodySketch {
  readonly schema?: unknown;
  readonly itemSchema?: unknown;
  readonly encoding?: Readonly<Record<string, Partial<Encoding>>>;
  readonly range?: string;
  readonly scope?: Partial<ParametersScope>;
}

export function bodyParts(sketch: BodySketch): BodyParts {
  const { scope } = parametersOf([{ schema: sketch.schema ?? true }, { schema: sketch.itemSchema ?? true }], sketch.scope);
  const at = (index: number): { readonly uri: string; readonly pointer: string } => ({
    uri: "doc.json",
    pointer: `/parameters/${index}/schema`,
  });
  const schema = sketch.schema === undefined ? null : at(0);
  const itemSchema = sketch.itemSchema === undefined ? null : at(1);
  const plain: Encoding = { contentType: null, style: null, explode: null, allowReserved: false, headers: new Map() };
  const encoding = new Map(Object.entries(sketch.encoding ?? {}).map(([name, changes]) => [name, { ...plain, ...changes }] as const));
  const { plan, shape } = compilePlace(schema, scope, []);
  return {
    media: { range: sketch.range ?? "application/json", schema, itemSchema, encoding },
    scope,
    plan,
    shape,
    itemPlan: compilePlace(itemSchema, scope, []).plan,
    rule: at(0),
  };
}

/** Findings as `severity? code place`, joined; the severity only of the whole, in front, unless nothing was found. */
export function verdictOn(judge: JudgeBody, body: string | Uint8Array, type: string = "text/plain", steps: number = 1_000_000): string {
  const media = parseMediaType(type);
  if (media === null) throw new TypeError("no media type");
  const judgement = new Judgement(new WorkBudget(steps));
  judge(typeof body === "string" ? new TextEncoder().encode(body) : body, media, judgement);
  const { findings, worst } = judgement;
  return findings.length === 0 ? "" : `${worst}: ${findings.map(({ code, place }) => `${code} ${place}`).join("; ")}`;
}
