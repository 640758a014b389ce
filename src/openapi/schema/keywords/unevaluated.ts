/** `unevaluatedProperties`, `unevaluatedItems` (2020-12 core, section 11), and the closing of objects under `additionalProperties: strict`. */
import { isJsonArray, isJsonObject } from "../../../codec/json/json_value.ts";
import type { SchemaPlace } from "../../operation.ts";
import type { CompileKeyword } from "../keyword.ts";
import type { Check, SchemaNode } from "../node.ts";
import { MEMBER_STEPS } from "../run.ts";

/** Checks every member that nothing has evaluated; `node` null refuses them. Needs `seen`: the schema's own collector. */
export function checkRestOfObject(node: SchemaNode | null, place: SchemaPlace, code: string): Check {
  return (object, run, seen) => {
    if (!isJsonObject(object) || seen === null || seen.all) return true;
    let valid = true;
    for (const name in object) {
      if (!run.spend(MEMBER_STEPS)) return false;
      if (seen.hasName(name)) continue;
      run.path.push(name);
      const fits = node === null ? run.fail(code, place, "is not a declared property") : node.check(object[name], run, null);
      run.path.pop();
      if (!fits) {
        if (run.stops) return false;
        valid = false;
      }
    }
    if (valid) seen.all = true;
    return valid;
  };
}

export const compileUnevaluatedProperties: CompileKeyword = (value, context) => ({
  group: "last",
  check: checkRestOfObject(
    value === false ? null : context.child("unevaluatedProperties"),
    context.at("unevaluatedProperties"),
    "schema.unevaluated_properties",
  ),
});

export const compileUnevaluatedItems: CompileKeyword = (_value, context) => {
  const node = context.child("unevaluatedItems");
  return {
    group: "last",
    check: (items, run, seen) => {
      if (!isJsonArray(items) || seen === null || seen.all) return true;
      let valid = true;
      for (let index = 0; index < items.length; index += 1) {
        if (!run.spend(MEMBER_STEPS)) return false;
        if (seen.hasIndex(index)) continue;
        run.path.push(index);
        const fits = node.check(items[index], run, null);
        run.path.pop();
        if (!fits) {
          if (run.stops) return false;
          valid = false;
        }
      }
      if (valid) seen.all = true;
      return valid;
    },
  };
};
