/** Keywords for arrays (2020-12 core, section 10.3.1; validation, section 6.4). */
import { isJsonArray, isJsonObject } from "../../../codec/json/json_value.ts";
import { toCanonicalText } from "../canonical.ts";
import { plainDialect } from "../dialect.ts";
import type { CompileKeyword, KeywordContext } from "../keyword.ts";
import type { GroupedCheck, SchemaNode } from "../node.ts";
import { MEMBER_STEPS } from "../run.ts";
import { readCount } from "./text.ts";

export const compileMinItems: CompileKeyword = (value, context) => {
  const min = readCount(value, "minItems", context);
  if (min === null) return null;
  const place = context.at("minItems");
  return {
    group: "array",
    check: (items, run) =>
      !isJsonArray(items) || items.length >= min || run.fail("schema.min_items", place, `must have at least ${min} items`),
  };
};

export const compileMaxItems: CompileKeyword = (value, context) => {
  const max = readCount(value, "maxItems", context);
  if (max === null) return null;
  const place = context.at("maxItems");
  return {
    group: "array",
    check: (items, run) =>
      !isJsonArray(items) || items.length <= max || run.fail("schema.max_items", place, `must have at most ${max} items`),
  };
};

/** `uniqueItems` in time linear in the array's text: equal items have equal canonical texts. */
export const compileUniqueItems: CompileKeyword = (value, context) => {
  if (typeof value !== "boolean") context.issue("uniqueItems", "`uniqueItems` must be true or false");
  if (value !== true) return null;
  const place = context.at("uniqueItems");
  return {
    group: "array",
    check: (items, run) => {
      if (!isJsonArray(items)) return true;
      const seenTexts = new Set<string>();
      for (const item of items) {
        const text = toCanonicalText(item, (steps) => run.spend(steps));
        if (text === null) return false;
        if (seenTexts.has(text)) return run.fail("schema.unique_items", place, "must not have the same item twice");
        seenTexts.add(text);
      }
      return true;
    },
  };
};

/** The first items by position, all further ones by `rest`; null rest leaves them open. */
function compileItemsBy(positional: readonly SchemaNode[], rest: SchemaNode | null): GroupedCheck | null {
  if (positional.length === 0 && rest === null) return null;
  return {
    group: "array",
    check: (items, run, seen) => {
      if (!isJsonArray(items)) return true;
      let valid = true;
      const end = rest === null ? Math.min(items.length, positional.length) : items.length;
      if (!run.spend(MEMBER_STEPS * end)) return false;
      for (let index = 0; index < end; index += 1) {
        const node = positional[index] ?? rest;
        run.path.push(index);
        const fits = node === null || node.check(items[index], run, null);
        run.path.pop();
        if (!fits) {
          if (run.stops) return false;
          valid = false;
        }
      }
      seen?.addItemsBefore(end);
      return valid;
    },
  };
}

const listOf = (keyword: string, context: KeywordContext): readonly SchemaNode[] => {
  const value = context.schema[keyword];
  return isJsonArray(value) ? value.map((_, index) => context.child(keyword, index)) : [];
};

/** `prefixItems` and `items` of 2020-12, together; registered under both, compiled once. */
export const compileItems: CompileKeyword = (_value, context) => {
  const { schema } = context;
  const positional = listOf("prefixItems", context);
  if (Object.hasOwn(schema, "prefixItems") && !isJsonArray(schema["prefixItems"]))
    context.issue("prefixItems", "`prefixItems` must be an array of schemas");
  if (isJsonArray(schema["items"])) {
    context.issue("items", "`items` must be one schema in this version; a list of schemas is called `prefixItems`");
    return null;
  }
  return compileItemsBy(positional, Object.hasOwn(schema, "items") ? context.child("items") : null);
};

/** `items` and `additionalItems` of draft 4; OpenAPI 3.0 and Swagger 2.0 have only the single schema. */
export const compileLegacyItems: CompileKeyword = (_value, context) => {
  const { schema } = context;
  if (!isJsonArray(schema["items"])) return Object.hasOwn(schema, "items") ? compileItemsBy([], context.child("items")) : null;
  const plain = plainDialect(context.dialect);
  if (plain !== null) {
    context.issue("items", `\`items\` must be one schema in ${plain.title}`);
    return null;
  }
  const rest = Object.hasOwn(schema, "additionalItems") ? context.child("additionalItems") : null;
  return compileItemsBy(listOf("items", context), rest);
};

/** `contains` with `minContains` and `maxContains`. */
export const compileContains: CompileKeyword = (value, context) => {
  const { schema } = context;
  if (!isJsonObject(value) && typeof value !== "boolean") return null;
  const node = context.child("contains");
  const min = Object.hasOwn(schema, "minContains") ? readCount(schema["minContains"] ?? null, "minContains", context) : 1;
  const max = Object.hasOwn(schema, "maxContains") ? readCount(schema["maxContains"] ?? null, "maxContains", context) : Infinity;
  if (min === null || max === null) return null;
  const [minPlace, maxPlace] = [context.at(Object.hasOwn(schema, "minContains") ? "minContains" : "contains"), context.at("maxContains")];
  return {
    group: "array",
    check: (items, run, seen) => {
      if (!isJsonArray(items)) return true;
      let count = 0;
      run.probing += 1;
      for (let index = 0; index < items.length && !run.stopped; index += 1) {
        if (!run.spend(MEMBER_STEPS)) break;
        // Why the path, though nothing is reported: by it a schema that loops is known to have come to another value.
        run.path.push(index);
        const fits = node.check(items[index], run, null);
        run.path.pop();
        if (!fits) continue;
        count += 1;
        seen?.addIndex(index);
        if (seen === null && count > max) break;
        if (seen === null && max === Infinity && count >= min) break;
      }
      run.probing -= 1;
      if (count < min) return run.fail("schema.contains", minPlace, `must have at least ${min} items of the described kind`);
      return count <= max || run.fail("schema.max_contains", maxPlace, `must have at most ${max} items of the described kind`);
    },
  };
};
