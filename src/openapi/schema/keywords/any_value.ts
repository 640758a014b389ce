/** Keywords for values of any type: `type`, `enum`, `const` (2020-12 validation, section 6.1), and OpenAPI's `readOnly` and `writeOnly`. */
import { isIntegral } from "../../../codec/json/decimal.ts";
import { isJsonArray, isJsonNumeric, isJsonObject, type JsonValue } from "../../../codec/json/json_value.ts";
import { toCanonicalText } from "../canonical.ts";
import { plainDialect } from "../dialect.ts";
import type { CompileKeyword, KeywordContext } from "../keyword.ts";
import type { GroupedCheck } from "../node.ts";

const TYPE_TESTS: ReadonlyMap<string, (value: unknown) => boolean> = new Map<string, (value: unknown) => boolean>([
  ["string", (value) => typeof value === "string"],
  ["number", isJsonNumeric],
  ["integer", (value) => (typeof value === "number" ? Number.isInteger(value) : isJsonNumeric(value) && isIntegral(value))],
  ["boolean", (value) => typeof value === "boolean"],
  ["null", (value) => value === null],
  ["array", isJsonArray],
  ["object", isJsonObject],
]);

/** `type`; in OpenAPI 3.0 and Swagger 2.0 a single name, which `nullable: true` (`x-nullable`) beside it widens by null. */
export const compileType: CompileKeyword = (value, context) => {
  const names = isJsonArray(value) ? value : [value];
  const tests: ((value: unknown) => boolean)[] = [];
  const known: string[] = [];
  const plain = plainDialect(context.dialect);
  for (const name of names) {
    const test = typeof name === "string" ? TYPE_TESTS.get(name) : undefined;
    if (test === undefined) {
      context.issue("type", "`type` must name a type of JSON Schema");
      return null;
    }
    if (name === "null" && plain !== null) {
      context.issue("type", `${plain.title} has no type \`null\`; write \`${plain.nullable}: true\` beside another type`);
      return null;
    }
    tests.push(test);
    if (typeof name === "string") known.push(name);
  }
  if (isJsonArray(value) && plain !== null) {
    context.issue("type", `\`type\` must be one name in ${plain.title}`);
    return null;
  }
  if (plain !== null && context.schema[plain.nullable] === true) tests.push((candidate) => candidate === null);
  const place = context.at("type");
  const message = `must be ${known.join(" or ")}`;
  const [first = (): boolean => false] = tests;
  const test = tests.length === 1 ? first : (candidate: unknown): boolean => tests.some((one) => one(candidate));
  return { group: "gate", check: (candidate, run) => test(candidate) || run.fail("schema.type", place, message) };
};

/** A test for membership in a fixed set of JSON values; strings, the usual case, by one look-up. */
function compileMembership(values: readonly JsonValue[], keyword: "enum" | "const", context: KeywordContext): GroupedCheck {
  const strings = new Set<unknown>(values.filter((value) => typeof value === "string"));
  const others = new Set(values.filter((value) => typeof value !== "string").map((value) => toCanonicalText(value, () => true)));
  const place = context.at(keyword);
  const code = `schema.${keyword}`;
  const message = keyword === "enum" ? "must be one of the listed values" : "must be the given value";
  const compound = values.some((value) => typeof value === "object" && value !== null);
  return {
    group: "gate",
    check: (value, run) => {
      if (typeof value === "string") return strings.has(value) || run.fail(code, place, message);
      if (others.size === 0 || (!compound && (isJsonArray(value) || isJsonObject(value)))) return run.fail(code, place, message);
      const text = toCanonicalText(value, (steps) => run.spend(steps));
      return (text !== null && others.has(text)) || run.fail(code, place, message);
    },
  };
}

export const compileEnum: CompileKeyword = (value, context) => {
  if (isJsonArray(value)) return compileMembership(value, "enum", context);
  context.issue("enum", "`enum` must be an array");
  return null;
};

export const compileConst: CompileKeyword = (value, context) => compileMembership([value], "const", context);

/** `readOnly: true`: the property has no place in a request (OpenAPI 3.0 Schema Object; 2020-12 validation, section 9.4). */
export const compileReadOnly: CompileKeyword = (value, context) => {
  if (value !== true || context.options.readOnlyInRequest === "ignore") return null;
  const place = context.at("readOnly");
  return {
    group: "gate",
    check: (_value, run) =>
      run.direction !== "request" || run.path.length === 0 || run.fail("schema.read_only", place, "is read-only and must not be sent"),
  };
};

/** `writeOnly: true`: the property has no place in a response. */
export const compileWriteOnly: CompileKeyword = (value, context) => {
  if (value !== true || context.options.writeOnlyInResponse === "ignore") return null;
  const place = context.at("writeOnly");
  return {
    group: "gate",
    check: (_value, run) =>
      run.direction !== "response" ||
      run.path.length === 0 ||
      run.fail("schema.write_only", place, "is write-only and must not be answered"),
  };
};
