/** JSON bodies: one text (`application/json`, `+json`), or many, one per line (JSON Lines) or per record (RFC 7464). */
import type { JsonValue } from "../../codec/json/json_value.ts";
import { parseJson } from "../../codec/json/parse_json.ts";
import type { Judgement } from "../judgement.ts";
import { addJsonRefusal, type BodyParts, type JudgeBody, judgeInstance } from "./body_parts.ts";

export function compileJsonBody({ plan, scope, rule }: BodyParts): JudgeBody {
  const { json } = scope;
  return (bytes, _media, judgement) => {
    const parsed = parseJson(bytes, json, judgement.budget);
    if (parsed.ok) judgeInstance(parsed.value, plan, judgement);
    else addJsonRefusal(parsed.refusal, judgement, rule);
  };
}

const LF = 0x0a;
const CR = 0x0d;
const RS = 0x1e;

/** Start and end of one text in the body. */
type Slice = readonly [start: number, end: number];

/** Lines, CR before LF cut; one line end after the last is none of them. A blank line is a text that is no JSON. */
function linesOf(bytes: Uint8Array): readonly Slice[] {
  const slices: Slice[] = [];
  for (let start = 0; start < bytes.length; ) {
    const feed = bytes.indexOf(LF, start);
    const end = feed < 0 ? bytes.length : feed;
    slices.push([start, end > start && bytes[end - 1] === CR ? end - 1 : end]);
    start = end + 1;
  }
  return slices;
}

/** RS, JSON text, LF, again and again (RFC 7464 section 2.2, without its leniency); null where that is not so. */
function recordsOf(bytes: Uint8Array): readonly Slice[] | null {
  const slices: Slice[] = [];
  for (let start = 0; start < bytes.length; ) {
    if (bytes[start] !== RS) return null;
    const next = bytes.indexOf(RS, start + 1);
    const end = next < 0 ? bytes.length : next;
    if (bytes[end - 1] !== LF) return null;
    slices.push([start + 1, end - 1]);
    start = end;
  }
  return slices;
}

/** Sequential media types (OpenAPI 3.2 section 4.14.4): each text by `itemSchema`, all of them as one array by `schema`. */
export function compileSequenceBody(parts: BodyParts, kind: "lines" | "records"): JudgeBody {
  const { plan, itemPlan, rule } = parts;
  return (bytes, _media, judgement) => {
    const slices = kind === "lines" ? linesOf(bytes) : recordsOf(bytes);
    if (slices === null) {
      judgement.add("malformed", "body.sequence", "body", "must be JSON texts that each begin with RS and end with LF", rule);
      return;
    }
    const items = itemsOf(bytes, slices, parts, judgement);
    if (items === null) return;
    for (let index = 0; index < items.length && !judgement.isFull; index += 1)
      judgeInstance(items[index] ?? null, itemPlan, judgement, `/${index}`);
    judgeInstance(items, plan, judgement);
  };
}

function itemsOf(
  bytes: Uint8Array,
  slices: readonly Slice[],
  { scope, rule }: BodyParts,
  judgement: Judgement,
): readonly JsonValue[] | null {
  if (bytes.length > scope.json.maxBytes) {
    judgement.add("too_large", "json.too_large", "body", "is over the size limit of JSON", rule);
    return null;
  }
  const items: JsonValue[] = [];
  for (const [start, end] of slices) {
    const parsed = parseJson(bytes.subarray(start, end), scope.json, judgement.budget);
    if (!parsed.ok) {
      addJsonRefusal(parsed.refusal, judgement, rule, `/${items.length}`);
      return null;
    }
    items.push(parsed.value);
  }
  return items;
}
