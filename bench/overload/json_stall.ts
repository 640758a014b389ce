/**
 * How long a JSON body holds the event loop: read, parsed and validated in one go, by its size and shape, at the default limits and without. Past the work budget it is
 * refused, and the stall is what it took until then.
 */
import { DEFAULT_JSON_LIMITS, type JsonLimits } from "../../src/codec/json/json_limits.ts";
import { DEFAULT_BUDGET_STEPS, WorkBudget } from "../../src/kernel/budget.ts";
import { parseMediaType } from "../../src/message/media_type.ts";
import { compileJsonBody } from "../../src/openapi/body/json_body.ts";
import { Judgement } from "../../src/openapi/judgement.ts";
import { bodyParts } from "../../test/support/judge_body.ts";
import { median, type Row, row } from "../report.ts";

const ROUNDS = 7;
const KIB = 1_024;
const SIZES = [16, 64, 256, 1_024, 4_096] as const;
const UNBOUNDED: JsonLimits = {
  ...DEFAULT_JSON_LIMITS,
  maxBytes: 2 ** 40,
  maxKeys: 2 ** 30,
  maxKeysPerObject: 2 ** 30,
  maxStringLength: 2 ** 30,
};

const ITEM = {
  type: "object",
  required: ["id", "name"],
  properties: {
    id: { type: "string", format: "uuid" },
    name: { type: "string", maxLength: 100, pattern: "^[A-Za-z ]+$" },
    quantity: { type: "integer", minimum: 0, maximum: 1_000 },
    price: { type: "number" },
    tags: { type: "array", items: { type: "string", enum: ["new", "sale", "gift"] }, uniqueItems: true },
  },
  additionalProperties: false,
};
const OBJECT =
  '{"id":"0af76519-16cd-43dd-8448-eb211c80319c","name":"A very ordinary thing","quantity":12,"price":19.99,"tags":["new","gift"]}';

/** A body of about that many bytes, and the schema it is judged by. */
interface Shape {
  readonly name: string;
  readonly schema: object;
  readonly body: (bytes: number) => string;
}

const listOf = (item: string, bytes: number): string =>
  `[${Array.from({ length: Math.ceil(bytes / (item.length + 1)) }, () => item).join(",")}]`;

const SHAPES: readonly Shape[] = [
  { name: "objects", schema: { type: "array", items: ITEM }, body: (bytes) => listOf(OBJECT, bytes) },
  { name: "numbers", schema: { type: "array", items: { type: "number" } }, body: (bytes) => listOf("1.5", bytes) },
  { name: "one string", schema: { type: "string" }, body: (bytes) => `"${"a".repeat(bytes)}"` },
  { name: "escapes", schema: { type: "string" }, body: (bytes) => `"${"\\u00e9".repeat(bytes / 6)}"` },
  {
    name: "unique",
    schema: { type: "array", uniqueItems: true, items: { type: "object" } },
    body: (bytes) => `[${Array.from({ length: Math.ceil(bytes / 12) }, (_, index) => `{"a":${index}}`).join(",")}]`,
  },
];

/** Milliseconds of one judging; `steps`: what it may cost. */
function stallMs(
  { schema }: Shape,
  bytes: Uint8Array,
  json: JsonLimits,
  steps: number,
): { readonly ms: number; readonly refused: string | null } {
  const media = parseMediaType("application/json");
  if (media === null) throw new TypeError("no media type");
  const parts = bodyParts({ schema });
  const judge = compileJsonBody({ ...parts, scope: { ...parts.scope, json } });
  const times: number[] = [];
  let refused: string | null = null;
  for (let round = 0; round < ROUNDS; round++) {
    const judgement = new Judgement(new WorkBudget(steps));
    const startMs = performance.now();
    judge(bytes, media, judgement);
    times.push(performance.now() - startMs);
    refused = judgement.findings[0]?.code ?? null;
  }
  return { ms: median(times), refused };
}

export function jsonRows(): readonly Row[] {
  const rows: Row[] = [];
  for (const shape of SHAPES)
    for (const size of SIZES) {
      const bytes = Buffer.from(shape.body(size * KIB));
      const free = stallMs(shape, bytes, UNBOUNDED, Number.MAX_SAFE_INTEGER);
      const held = stallMs(shape, bytes, { ...DEFAULT_JSON_LIMITS, maxBytes: 2 ** 40 }, DEFAULT_BUDGET_STEPS);
      rows.push(
        row(
          `json ${shape.name} ${size} KB`,
          "unbounded",
          held.refused === null ? "stall" : `stall until ${held.refused}`,
          "ms",
          held.ms,
          free.ms,
        ),
      );
    }
  return rows;
}
