/** What the decoders of bodies share: what they are compiled from, and how they speak of a place in a body. */
import type { JsonRefusal } from "../../codec/json/parse_json.ts";
import type { JsonValue } from "../../codec/json/json_value.ts";
import type { MediaTypeValue } from "../../message/media_type.ts";
import type { Judgement } from "../judgement.ts";
import type { MediaType, SchemaPlace } from "../operation.ts";
import type { FormScope } from "../parameters/form_fields.ts";
import type { ValueShape } from "../parameters/value_shape.ts";
import type { SchemaPlan } from "../schema/plan.ts";

export interface BodyParts {
  readonly media: MediaType;
  readonly scope: FormScope;
  /** Schema of the whole; null where there is none or nothing is judged by it. */
  readonly plan: SchemaPlan | null;
  readonly shape: ValueShape;
  /** `itemSchema` of sequential media types. */
  readonly itemPlan: SchemaPlan | null;
  /** Where the body is described. */
  readonly rule: SchemaPlace;
}

/** Judges whole bytes, decoded of any content coding, of the media type that the request named. */
export type JudgeBody = (bytes: Uint8Array, media: MediaTypeValue, judgement: Judgement) => void;

/** `body:/user/email`; `body` for the whole. */
export function bodyPlace(pointer: string): string {
  return pointer === "" ? "body" : `body:${pointer}`;
}

/** Holds an instance to a schema. */
export function judgeInstance(value: JsonValue, plan: SchemaPlan | null, judgement: Judgement, prefix: string = ""): void {
  if (plan === null) return;
  const errors = plan.validate(value, { budget: judgement.budget, direction: "request" });
  if (errors.length > 0) judgement.addErrors(errors, (pointer) => bodyPlace(prefix + pointer));
}

/** Says why JSON was refused. */
export function addJsonRefusal(
  { code, message, pointer }: JsonRefusal,
  judgement: Judgement,
  rule: SchemaPlace,
  prefix: string = "",
): void {
  const severity = code === "json.too_large" ? "too_large" : code === "json.budget" ? "exhausted" : "malformed";
  judgement.add(severity, code, bodyPlace(prefix + pointer), message, rule);
}
