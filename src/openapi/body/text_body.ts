/** Bodies of `text/*` as one value, and of bytes as a string of octets where their number or form is limited. */
import { decodeUtf8 } from "../../codec/utf8.ts";
import { latin1Text } from "../../message/latin1.ts";
import { ParameterFault } from "../parameters/parameter_fault.ts";
import { type BodyParts, type JudgeBody, judgeInstance } from "./body_parts.ts";

/** UTF-8 text, read by the types of the schema. */
export function compileTextBody({ plan, scope, shape, rule }: BodyParts): JudgeBody {
  return (bytes, _media, judgement) => {
    judgement.budget.spend(bytes.length);
    const text = decodeUtf8(bytes);
    if (text === null) {
      judgement.add("malformed", "text.encoding", "body", "is not valid UTF-8", rule);
      return;
    }
    const value = scope.reader.scalar(text, shape, judgement.budget);
    if (value instanceof ParameterFault) judgement.add("malformed", value.code, "body", value.message, rule);
    else judgeInstance(value, plan, judgement);
  };
}

/** Bytes as they are: a string of octets, so that `maxLength` counts bytes (OpenAPI 3.0 section 4.7.14.2). */
export function compileOpaqueBody({ plan }: BodyParts): JudgeBody {
  return (bytes, _media, judgement) => {
    judgement.budget.spend(bytes.length);
    judgeInstance(latin1Text(bytes, 0, bytes.length), plan, judgement);
  };
}
