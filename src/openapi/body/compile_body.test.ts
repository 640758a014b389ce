import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyParts } from "../../../test/support/judge_body.ts";
import { WorkBudget } from "../../kernel/budget.ts";
import { Judgement } from "../judgement.ts";
import { type BodyBytes, type BodyPlan, compileBody } from "./compile_body.ts";

/** A body whose every range has the same schema; none where it is undefined. */
function compile(ranges: readonly string[], schema?: unknown): { readonly plan: BodyPlan; readonly codes: readonly string[] } {
  const { scope, media } = bodyParts(schema === undefined ? {} : { schema });
  const body = { required: true, content: ranges.map((range) => ({ ...media, range })), place: { uri: "doc.json", pointer: "/body" } };
  const { plan, issues } = compileBody(body, scope);
  return { plan, codes: issues.map(({ code }) => code) };
}

function judge(plan: BodyPlan, body: string, ...types: readonly string[]): string {
  const judgement = new Judgement(new WorkBudget(100_000));
  const bytes: BodyBytes = body === "streamed" ? body : new TextEncoder().encode(body);
  plan.judge(bytes, types, judgement);
  return judgement.findings.map(({ code }) => code).join();
}

test("whether bytes are needed follows from what there is to judge", () => {
  const rows: readonly (readonly [range: string, schema: unknown, needs: boolean])[] = [
    ["application/json", undefined, true],
    ["application/octet-stream", undefined, false],
    ["image/png", { type: "string" }, false],
    ["image/png", { type: "string", maxLength: 3 }, true],
    ["application/cbor", { type: "object" }, false],
    ["*/*", undefined, false],
    ["*/*", { type: "object" }, true],
    ["image/*", {}, false],
    ["text/plain", { type: "string" }, true],
  ];
  for (const [range, schema, needs] of rows)
    assert.equal(compile([range], schema).plan.needsBytes, needs, `${range} ${JSON.stringify(schema)}`);
  assert.equal(rows.length, 9);
});

test("what can't be judged is refused or reported, never let pass unsaid", () => {
  const cbor = compile(["application/cbor"], { type: "object" }).plan;
  assert.equal(judge(cbor, "streamed", "application/cbor"), "body.not_judged");
  const any = compile(["*/*"], { type: "object" }).plan;
  assert.equal(judge(any, "x", "application/cbor"), "media.undecodable");
  assert.equal(judge(any, "{}", "application/json"), "");
  assert.equal(judge(any, "x", "application/json"), "json.syntax");
  const json = compile(["application/json"]).plan;
  assert.throws(() => judge(json, "streamed", "application/json"), /not buffered/u);
});

test("one Content-Type, well formed and declared; none is octets", () => {
  const json = compile(["application/json"]).plan;
  assert.equal(judge(json, "{}"), "media.missing");
  assert.equal(judge(json, "{}", "application/json", "application/json"), "media.repeated");
  assert.equal(judge(json, "{}", "application"), "media.malformed");
  assert.equal(judge(json, "{}", "text/plain"), "media.undeclared");
  assert.equal(judge(json, "{}", "application/json; charset=latin1"), "media.charset");
  assert.equal(judge(compile(["application/octet-stream"]).plan, "streamed"), "");
});

test("ranges and schemas that are none are issues", () => {
  assert.deepEqual(compile(["*/json"]).codes, ["openapi.media_type"]);
  assert.deepEqual(compile(["application/json"], { type: "string", pattern: "(" }).codes, ["schema.invalid"]);
});

test("absence is said only of a required body", () => {
  const judgement = new Judgement(new WorkBudget(10));
  compile([]).plan.judgeAbsence(judgement);
  assert.deepEqual(
    judgement.findings.map(({ code }) => code),
    ["body.missing"],
  );
});
