/** Bodies of `multipart/form-data`: each part by the property of its name. */
import { toShownToken } from "../../codec/json/json_pointer.ts";
import { type JsonValue, newJsonObject } from "../../codec/json/json_value.ts";
import { decodeMultipart, type MultipartFault, type MultipartPart } from "../../codec/multipart.ts";
import type { Issue } from "../../kernel/issue.ts";
import type { Judgement } from "../judgement.ts";
import { CHARSET_FIELD } from "../parameters/form_fields.ts";
import { toShownName } from "../parameters/parameter_place.ts";
import { bodyPlace, type BodyParts, type JudgeBody, judgeInstance } from "./body_parts.ts";
import { MultipartField } from "./multipart_field.ts";

const MESSAGES: Readonly<Record<MultipartFault, string>> = {
  boundary: "has no boundary, or one that RFC 2046 does not allow",
  preamble: "has something before the first part",
  epilogue: "has something after the last part",
  delimiter: "has the boundary where it does not delimit exactly",
  header: "has a part with malformed, repeated or too many headers",
  disposition: "has a part that is not `form-data` with one plain name",
  filename: "has a part whose file name can be read as a path or in several ways",
  transfer_encoding: "has a part with a transfer encoding",
  nested: "has a part that has parts itself",
  count: "has more parts than the limit",
  truncated: "ends before its last delimiter",
};

const pointerTo = (name: string): string => `/${toShownToken(toShownName(name))}`;

/** Parts of one name, in order of first appearance. */
function groupByName(parts: readonly MultipartPart[]): ReadonlyMap<string, readonly MultipartPart[]> {
  const groups = new Map<string, MultipartPart[]>();
  for (const part of parts) {
    const group = groups.get(part.name);
    if (group === undefined) groups.set(part.name, [part]);
    else group.push(part);
  }
  return groups;
}

export function compileMultipartBody({ media, plan, scope, shape, rule }: BodyParts, issues: Issue[]): JudgeBody {
  const fieldFor = (name: string, inner = shape.property(name) ?? shape.unknown): MultipartField =>
    new MultipartField(inner, media.encoding.get(name) ?? null, scope, rule, issues);
  const fields = new Map([...shape.propertyNames].map((name) => [name, fieldFor(name)] as const));
  const closed = shape.additional === null && fields.size > 0;
  const rest = closed ? null : new MultipartField(shape.additional ?? shape.unknown, null, scope, rule, issues);
  return (bytes, type, judgement) => {
    judgement.budget.spend(bytes.length);
    const parts = decodeMultipart(bytes, type.parameters.get("boundary") ?? "");
    if ("refused" in parts) {
      judgement.add("malformed", `multipart.${parts.refused}`, "body", `${MESSAGES[parts.refused]}, at byte ${parts.offset}`, rule);
      return;
    }
    const object = newJsonObject();
    const before = judgement.findings.length;
    for (const [name, group] of groupByName(parts)) {
      const place = bodyPlace(pointerTo(name));
      const field = fields.get(name) ?? rest;
      if (name === CHARSET_FIELD) judgement.add("malformed", "form.charset", place, "would name the charset of the form", rule);
      else if (name === "__proto__") judgement.add("malformed", "parameter.proto_key", place, "is a field `__proto__`", rule);
      else if (field !== null) {
        const value = valueOf(group, field, pointerTo(name), judgement);
        if (value !== undefined) object[name] = value;
      } else if (scope.undeclaredFields === "refuse") judgement.add("invalid", "form.undeclared", place, "is not a declared field", rule);
    }
    if (judgement.findings.length === before) judgeInstance(object, plan, judgement);
  };

  function valueOf(group: readonly MultipartPart[], field: MultipartField, pointer: string, judgement: Judgement): JsonValue | undefined {
    const [first, second] = group;
    if (first === undefined) return undefined;
    if (!field.repeats) {
      if (second === undefined) return field.read(first, pointer, judgement);
      judgement.add("malformed", "parameter.repeated", bodyPlace(pointer), "is given more than once", rule);
      return undefined;
    }
    const items: JsonValue[] = [];
    for (const [index, part] of group.entries()) {
      const value = field.read(part, `${pointer}/${index}`, judgement);
      if (value !== undefined) items.push(value);
    }
    // One part of JSON may be the whole list.
    const [only] = items;
    return items.length === 1 && only !== undefined && Array.isArray(only) ? only : items;
  }
}
