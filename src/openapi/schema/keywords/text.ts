/** Keywords for strings: lengths in code points, `pattern` in linear time, `format` (2020-12 validation, sections 6.3 and 7). */
import { isJsonNumeric, type JsonValue } from "../../../codec/json/json_value.ts";
import { compilePattern, type Pattern } from "../../../regexp/pattern.ts";
import { FORMAT_STEPS, NUMBER_FORMATS, STRING_FORMATS } from "../formats/format_table.ts";
import type { CompileKeyword, KeywordContext } from "../keyword.ts";

/** A keyword's count: a whole number from zero; null after the issue was noted. */
export function readCount(value: JsonValue, keyword: string, context: KeywordContext): number | null {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  context.issue(keyword, `\`${keyword}\` must be a whole number from zero`);
  return null;
}

/** Code points of a text, counted only up to where the answer is known. */
function codePoints(text: string): number {
  let count = text.length;
  for (let at = 0; at + 1 < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0xd800 || unit > 0xdbff) continue;
    const low = text.charCodeAt(at + 1);
    if (low >= 0xdc00 && low <= 0xdfff) {
      count -= 1;
      at += 1;
    }
  }
  return count;
}

export const compileMaxLength: CompileKeyword = (value, context) => {
  const max = readCount(value, "maxLength", context);
  if (max === null) return null;
  const place = context.at("maxLength");
  const message = `must be at most ${max} ${max === 1 ? "character" : "characters"} long`;
  return {
    group: "string",
    check: (text, run) => {
      if (typeof text !== "string" || text.length <= max) return true;
      // A code point takes at most two code units: beyond twice the limit there is nothing to count.
      if (text.length <= 2 * max && run.spend(text.length) && codePoints(text) <= max) return true;
      return run.fail("schema.max_length", place, message);
    },
  };
};

export const compileMinLength: CompileKeyword = (value, context) => {
  const min = readCount(value, "minLength", context);
  if (min === null || min === 0) return null;
  const place = context.at("minLength");
  const message = `must be at least ${min} ${min === 1 ? "character" : "characters"} long`;
  return {
    group: "string",
    check: (text, run) => {
      if (typeof text !== "string" || text.length >= 2 * min) return true;
      if (text.length >= min && run.spend(text.length) && codePoints(text) >= min) return true;
      return run.fail("schema.min_length", place, message);
    },
  };
};

/** The pattern at a place, or null after the issue was noted. */
export function readPattern(source: string, keyword: string, context: KeywordContext): Pattern | null {
  const pattern = compilePattern(source);
  if (pattern.ok) return pattern;
  const lenient = context.options.unsupportedPattern === "length_only";
  const way = lenient
    ? "it is left out as `unsupported_pattern: length_only` says"
    : "rewrite it, or set `unsupported_pattern: length_only` to leave such patterns out";
  context.issue(
    keyword,
    `the pattern \`${source.slice(0, 200)}\` can't be checked in linear time because ${pattern.reason}; ${way}`,
    lenient ? "warning" : "error",
  );
  return null;
}

export const compilePatternKeyword: CompileKeyword = (value, context) => {
  if (typeof value !== "string") {
    context.issue("pattern", "`pattern` must be a string");
    return null;
  }
  const pattern = readPattern(value, "pattern", context);
  if (pattern === null) return null;
  const place = context.at("pattern");
  return {
    group: "string",
    check: (text, run) => {
      if (typeof text !== "string") return true;
      if (!run.spend(text.length * pattern.stepsPerCharacter)) return false;
      return pattern.test(text) || run.fail("schema.pattern", place, "must match the pattern");
    },
  };
};

/** `format`: asserted where it is known here and the options say so; unknown ones describe. */
export const compileFormat: CompileKeyword = (value, context) => {
  if (typeof value !== "string" || context.options.formats === "annotate") return null;
  const place = context.at("format");
  const message = `must have the format ${value}`;
  const text = STRING_FORMATS.get(value);
  const steps = FORMAT_STEPS.get(value) ?? 1;
  if (text !== undefined) {
    return {
      group: "string",
      check: (candidate, run) => {
        if (typeof candidate !== "string") return true;
        if (!run.spend(candidate.length * steps)) return false;
        return text(candidate) || run.fail("schema.format", place, message);
      },
    };
  }
  const number = NUMBER_FORMATS.get(value);
  if (number === undefined) return null;
  return {
    group: "number",
    check: (candidate, run) => !isJsonNumeric(candidate) || number(candidate) || run.fail("schema.format", place, message),
  };
};
