/** Keywords for numbers (2020-12 validation, section 6.2), exact for any number of digits. */
import { compareNumbers, compileMultipleOf } from "../../../codec/json/decimal.ts";
import { isJsonNumeric, type JsonNumber } from "../../../codec/json/json_value.ts";
import type { CompileKeyword, KeywordContext } from "../keyword.ts";
import type { GroupedCheck } from "../node.ts";

type Numeric = number | JsonNumber;

/** Steps of one exact operation on a number kept as text. */
const EXACT_STEPS = 100;

function bound(keyword: string, limit: Numeric, exclusive: boolean, upper: boolean, context: KeywordContext): GroupedCheck {
  const place = context.at(keyword);
  const code = upper
    ? exclusive
      ? "schema.exclusive_maximum"
      : "schema.maximum"
    : exclusive
      ? "schema.exclusive_minimum"
      : "schema.minimum";
  const written = typeof limit === "number" ? String(limit) : limit.text;
  const message = `must be ${upper ? (exclusive ? "below" : "at most") : exclusive ? "above" : "at least"} ${written}`;
  const sign = upper ? -1 : 1;
  return {
    group: "number",
    check: (value, run) => {
      if (!isJsonNumeric(value)) return true;
      if (typeof value !== "number" && !run.spend(EXACT_STEPS)) return false;
      const order = compareNumbers(value, limit) * sign;
      return order > 0 || (order === 0 && !exclusive) || run.fail(code, place, message);
    },
  };
}

/** A bound of 2020-12: the four keywords stand for themselves. */
const modern =
  (keyword: string, exclusive: boolean, upper: boolean): CompileKeyword =>
  (value, context) =>
    isJsonNumeric(value) ? bound(keyword, value, exclusive, upper, context) : notNumber(keyword, context);

/** A bound of draft 4 and OpenAPI 3.0: exclusive where the boolean beside it says so. */
const legacy =
  (keyword: "minimum" | "maximum", modifier: "exclusiveMinimum" | "exclusiveMaximum"): CompileKeyword =>
  (value, context) =>
    isJsonNumeric(value)
      ? bound(keyword, value, context.schema[modifier] === true, keyword === "maximum", context)
      : notNumber(keyword, context);

function notNumber(keyword: string, context: KeywordContext): null {
  context.issue(keyword, `\`${keyword}\` must be a number`);
  return null;
}

export const compileMinimum: CompileKeyword = modern("minimum", false, false);
export const compileMaximum: CompileKeyword = modern("maximum", false, true);
export const compileExclusiveMinimum: CompileKeyword = modern("exclusiveMinimum", true, false);
export const compileExclusiveMaximum: CompileKeyword = modern("exclusiveMaximum", true, true);
export const compileLegacyMinimum: CompileKeyword = legacy("minimum", "exclusiveMinimum");
export const compileLegacyMaximum: CompileKeyword = legacy("maximum", "exclusiveMaximum");

/** The booleans of draft 4 only change the bound beside them: a number there, or no bound, is a mistake that would silently bound nothing. */
const legacyExclusive =
  (keyword: "exclusiveMinimum" | "exclusiveMaximum", bounded: "minimum" | "maximum"): CompileKeyword =>
  (value, context) => {
    if (typeof value !== "boolean") context.issue(keyword, `\`${keyword}\` must be true or false in this version`);
    else if (value && !Object.hasOwn(context.schema, bounded))
      context.issue(keyword, `\`${keyword}\` bounds nothing without \`${bounded}\` beside it`, "warning");
    return null;
  };

export const compileLegacyExclusiveMinimum: CompileKeyword = legacyExclusive("exclusiveMinimum", "minimum");
export const compileLegacyExclusiveMaximum: CompileKeyword = legacyExclusive("exclusiveMaximum", "maximum");

export const compileMultiple: CompileKeyword = (value, context) => {
  if (!isJsonNumeric(value) || compareNumbers(value, 0) <= 0) {
    context.issue("multipleOf", "`multipleOf` must be a number above zero");
    return null;
  }
  const place = context.at("multipleOf");
  const isMultiple = compileMultipleOf(value);
  const message = `must be a multiple of ${typeof value === "number" ? value : value.text}`;
  return {
    group: "number",
    check: (candidate, run) => {
      if (!isJsonNumeric(candidate)) return true;
      if (!run.spend(typeof candidate === "number" ? 5 : EXACT_STEPS)) return false;
      return isMultiple(candidate) || run.fail("schema.multiple_of", place, message);
    },
  };
};
