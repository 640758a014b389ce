/** Keywords that apply other schemas to the same value (2020-12 core, section 10.2). */
import { isJsonArray, isJsonObject, type JsonValue } from "../../../codec/json/json_value.ts";
import { Evaluated } from "../evaluated.ts";
import type { CompileKeyword, KeywordContext } from "../keyword.ts";
import type { Check, SchemaNode } from "../node.ts";
import type { Run } from "../run.ts";
import { compileDiscriminator } from "./discriminator.ts";

function branches(value: JsonValue, keyword: string, context: KeywordContext): readonly SchemaNode[] | null {
  if (isJsonArray(value) && value.length > 0) return value.map((_, index) => context.inPlace(keyword, index));
  context.issue(keyword, `\`${keyword}\` must be a list of schemas, not an empty one`);
  return null;
}

/** Tries a branch whose failure is no error by itself. What it evaluated counts only where it fits. */
export function tryBranch(node: SchemaNode, value: unknown, run: Run, seen: Evaluated | null): boolean {
  run.probing += 1;
  if (seen === null) {
    const fits = node.check(value, run, null);
    run.probing -= 1;
    return fits;
  }
  const own = new Evaluated();
  const fits = node.check(value, run, own);
  run.probing -= 1;
  if (fits && run.spend(own.size)) seen.addAll(own);
  return fits;
}

export const compileAllOf: CompileKeyword = (value, context) => {
  const nodes = branches(value, "allOf", context);
  if (nodes === null) return null;
  return {
    group: "compose",
    check: (candidate, run, seen) => {
      let valid = true;
      for (const node of nodes) {
        if (node.check(candidate, run, seen)) continue;
        if (run.stops) return false;
        valid = false;
      }
      return valid;
    },
  };
};

/** The one branch that is not `{type: null}`: where it fails, its own errors say more than that no branch fits. */
function onlyOther(value: JsonValue, nodes: readonly SchemaNode[]): SchemaNode | null {
  if (!isJsonArray(value)) return null;
  const others = nodes.filter((_, index) => {
    const branch = value[index];
    return !(isJsonObject(branch) && branch["type"] === "null" && Object.keys(branch).length === 1);
  });
  return others.length === 1 ? (others[0] ?? null) : null;
}

/** Reports why no branch fits. */
function failAll(report: Check, other: SchemaNode | null): Check {
  return (value, run, seen) => {
    if (other !== null && value !== null && !run.stops && !other.check(value, run, null)) return false;
    return report(value, run, seen);
  };
}

export const compileAnyOf: CompileKeyword = (value, context) => {
  const narrowed = compileDiscriminator("anyOf", context);
  if (narrowed !== null) return narrowed;
  const nodes = branches(value, "anyOf", context);
  if (nodes === null) return null;
  const place = context.at("anyOf");
  const none = failAll(
    (_value, run) => run.fail("schema.any_of", place, "must fit at least one of the alternatives"),
    onlyOther(value, nodes),
  );
  return {
    group: "compose",
    check: (candidate, run, seen) => {
      let fits = false;
      for (const node of nodes) {
        if (tryBranch(node, candidate, run, seen)) {
          fits = true;
          if (seen === null) return true;
        }
        if (run.stopped) return false;
      }
      return fits || none(candidate, run, null);
    },
  };
};

export const compileOneOf: CompileKeyword = (value, context) => {
  const narrowed = compileDiscriminator("oneOf", context);
  if (narrowed !== null) return narrowed;
  const nodes = branches(value, "oneOf", context);
  if (nodes === null) return null;
  const place = context.at("oneOf");
  const none = failAll(
    (_value, run) => run.fail("schema.one_of", place, "must fit exactly one of the alternatives, and fits none"),
    onlyOther(value, nodes),
  );
  return {
    group: "compose",
    check: (candidate, run, seen) => {
      let count = 0;
      for (const node of nodes) {
        if (tryBranch(node, candidate, run, seen)) count += 1;
        if (run.stopped) return false;
        if (count > 1) return run.fail("schema.one_of", place, "must fit exactly one of the alternatives, and fits several");
      }
      return count === 1 || none(candidate, run, null);
    },
  };
};

export const compileNot: CompileKeyword = (_value, context) => {
  const node = context.inPlace("not");
  const place = context.at("not");
  return {
    group: "compose",
    check: (candidate, run) => !tryBranch(node, candidate, run, null) || run.fail("schema.not", place, "must not fit the excluded schema"),
  };
};

/** `if` with `then` and `else`. */
export const compileIf: CompileKeyword = (_value, context) => {
  const { schema } = context;
  const condition = context.inPlace("if");
  const whenTrue = Object.hasOwn(schema, "then") ? context.inPlace("then") : null;
  const whenFalse = Object.hasOwn(schema, "else") ? context.inPlace("else") : null;
  return {
    group: "compose",
    check: (candidate, run, seen) => {
      const branch = tryBranch(condition, candidate, run, seen) ? whenTrue : whenFalse;
      if (run.stopped) return false;
      return branch === null || branch.check(candidate, run, seen);
    },
  };
};

export const compileDependentSchemas: CompileKeyword = (value, context) => {
  if (!isJsonObject(value)) return null;
  const rules = Object.keys(value).map((name) => ({ name, node: context.inPlace("dependentSchemas", name) }));
  return {
    group: "compose",
    check: (object, run, seen) => {
      if (!isJsonObject(object)) return true;
      let valid = true;
      for (const { name, node } of rules) {
        if (!Object.hasOwn(object, name) || node.check(object, run, seen)) continue;
        if (run.stops) return false;
        valid = false;
      }
      return valid;
    },
  };
};
