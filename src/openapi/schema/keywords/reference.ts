/** `$ref` and `$dynamicRef` (2020-12 core, section 8.2.3). */
import { splitFragment } from "../../uri_reference.ts";
import type { CompileKeyword } from "../keyword.ts";

export const compileRef: CompileKeyword = (value, context) => {
  if (typeof value !== "string") {
    context.issue("$ref", "`$ref` must be a string");
    return null;
  }
  const node = context.reference(value, "$ref");
  return node === null ? null : { group: "compose", check: (candidate, run, seen) => node.check(candidate, run, seen) };
};

/** `$dynamicRef`: like `$ref`, unless its target is a dynamic anchor; then the outermost resource of the scope that has the anchor provides the target. */
export const compileDynamicRef: CompileKeyword = (value, context) => {
  if (typeof value !== "string") {
    context.issue("$dynamicRef", "`$dynamicRef` must be a string");
    return null;
  }
  const initial = context.reference(value, "$dynamicRef");
  const target = context.locate(value);
  if (initial === null || target === null) return null;
  const { fragment } = splitFragment(value);
  const anchor = fragment ?? "";
  if (anchor.startsWith("/") || target.resource.dynamicAnchors.get(anchor) !== target.place.pointer) {
    return { group: "compose", check: (candidate, run, seen) => initial.check(candidate, run, seen) };
  }
  const candidates = context.dynamicTargets(anchor);
  return {
    group: "compose",
    check: (candidate, run, seen) => {
      const bound = run.scope.boundTo(anchor);
      const node = (bound === undefined ? undefined : candidates.get(bound)) ?? initial;
      return node.check(candidate, run, seen);
    },
  };
};
