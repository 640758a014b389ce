/** Bodies of `application/x-www-form-urlencoded`. */
import { toShownToken } from "../../codec/json/json_pointer.ts";
import { decodeUrlencoded } from "../../codec/urlencoded.ts";
import { FormFields } from "../parameters/form_fields.ts";
import { bodyPlace, type BodyParts, type JudgeBody, judgeInstance } from "./body_parts.ts";

const placeOf = (name: string): string => bodyPlace(`/${toShownToken(name)}`);

export function compileFormBody({ media, plan, scope, shape, rule }: BodyParts): JudgeBody {
  const form = new FormFields(shape, media.encoding, scope, rule);
  return (bytes, _media, judgement) => {
    judgement.budget.spend(bytes.length);
    const pairs = decodeUrlencoded(bytes);
    if ("refused" in pairs) {
      const message =
        pairs.refused === "count"
          ? "has more fields than the limit"
          : `is no well-formed form at byte ${pairs.offset} (\`${pairs.refused}\`)`;
      judgement.add("malformed", pairs.refused === "count" ? "form.too_many" : "form.encoding", "body", message, rule);
      return;
    }
    const before = judgement.findings.length;
    const value = form.read(pairs, judgement, placeOf);
    // A field that could not be read would only be missed again.
    if (judgement.findings.length === before) judgeInstance(value, plan, judgement);
  };
}
