import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyParts } from "../../../test/support/judge_body.ts";
import type { MultipartPart } from "../../codec/multipart.ts";
import { WorkBudget } from "../../kernel/budget.ts";
import { Judgement } from "../judgement.ts";
import { MultipartField } from "./multipart_field.ts";

interface PartSketch {
  readonly type?: string;
  readonly filename?: string;
  readonly content: string;
}

/** The value of a part, or what was found. */
function read(schema: unknown, contentType: readonly string[] | null, sketch: PartSketch): unknown {
  const { scope, shape, rule } = bodyParts({ schema });
  const encoding =
    contentType === null ? null : { contentType, style: null, explode: null, allowReserved: false, headers: new Map<string, never>() };
  const part: MultipartPart = {
    name: "p",
    filename: sketch.filename ?? null,
    contentType: sketch.type ?? null,
    headers: new Map(),
    bytes: new TextEncoder().encode(sketch.content),
  };
  const judgement = new Judgement(new WorkBudget(100_000));
  const value = new MultipartField(shape, encoding, scope, rule, []).read(part, "/p", judgement);
  if (judgement.findings.length > 0) return judgement.findings.map(({ code, place }) => `${code} ${place}`).join("; ");
  return typeof value === "object" ? JSON.parse(JSON.stringify(value)) : value;
}

test("a part is read as its type and the schema's types say", () => {
  const object = { type: "object", properties: { a: { type: "integer" } } };
  const rows: readonly (readonly [schema: unknown, declared: readonly string[] | null, part: PartSketch, value: unknown])[] = [
    [{ type: "string" }, null, { content: "5" }, "5"],
    [{ type: "integer" }, null, { content: "5" }, 5],
    [{ type: "integer" }, null, { content: "5", type: "application/json" }, 5],
    [{ type: "string" }, null, { content: "x", filename: "f" }, "multipart.filename body:/p"],
    [{ type: "string" }, ["text/csv"], { content: "x", filename: "f", type: "text/csv" }, "x"],
    [{ type: "string" }, ["text/csv"], { content: "x" }, "x"],
    [{ type: "string" }, ["text/csv"], { content: "x", type: "text/plain" }, "multipart.media_type body:/p"],
    [{ type: "string" }, null, { content: "x", type: "image/png" }, "multipart.media_type body:/p"],
    [{ type: "string" }, null, { content: "x", type: "text" }, "multipart.content_type body:/p"],
    [{ type: "string" }, null, { content: "x", type: "text/plain; charset=utf-16" }, "multipart.charset body:/p"],
    [{ type: "string" }, null, { content: "a\0" }, "parameter.nul body:/p"],
    [object, null, { content: '{"a":1}' }, { a: 1 }],
    [object, null, { content: '{"a":1}', type: "application/json", filename: "blob" }, { a: 1 }],
    [object, null, { content: '{"a":1,"a":2}' }, "json.duplicate_key body:/p/a"],
    [object, null, { content: "<p><a>1</a></p>", type: "application/xml" }, "multipart.media_type body:/p"],
    [object, ["application/xml"], { content: "<p><a>1</a></p>", type: "application/xml" }, { a: 1 }],
    [object, ["application/json"], { content: '{"a":1}' }, { a: 1 }],
    [{ type: "string", format: "binary" }, null, { content: "é", type: "image/png", filename: "f" }, ""],
    [{ type: "string", format: "binary", maxLength: 9 }, null, { content: "é" }, "Ã©"],
    [{ type: "string", format: "binary" }, null, { content: "", filename: "" }, undefined],
    [{ type: "string", format: "binary" }, ["image/*"], { content: "x", type: "image/png" }, ""],
    [{ type: "string", format: "binary" }, ["image/*"], { content: "x" }, "multipart.media_type body:/p"],
  ];
  for (const [schema, declared, part, value] of rows)
    assert.deepEqual(read(schema, declared, part), value, JSON.stringify([schema, declared, part]));
  assert.equal(rows.length, 22);
});

test("only a list's parts repeat", () => {
  const field = (schema: unknown): MultipartField => {
    const { scope, shape, rule } = bodyParts({ schema });
    return new MultipartField(shape, null, scope, rule, []);
  };
  assert.ok(field({ type: "array" }).repeats);
  assert.ok(!field({ type: ["array", "string"] }).repeats && !field({ type: "string" }).repeats);
});
