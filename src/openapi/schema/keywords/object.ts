/** Keywords for objects (2020-12 core, section 10.3.2; validation, section 6.5). */
import { foldCase } from "../../../codec/fold_case.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../../../codec/json/json_value.ts";
import type { Pattern } from "../../../regexp/pattern.ts";
import { plainDialect } from "../dialect.ts";
import type { CompileKeyword, KeywordContext } from "../keyword.ts";
import type { SchemaNode } from "../node.ts";
import { MEMBER_STEPS, type Run } from "../run.ts";
import { readCount, readPattern } from "./text.ts";

function countMembers(object: JsonObject, run: Run): number {
  const count = Object.keys(object).length;
  run.spend(count);
  return count;
}

export const compileMinProperties: CompileKeyword = (value, context) => {
  const min = readCount(value, "minProperties", context);
  if (min === null) return null;
  const place = context.at("minProperties");
  return {
    group: "object",
    check: (object, run) =>
      !isJsonObject(object) ||
      countMembers(object, run) >= min ||
      run.fail("schema.min_properties", place, `must have at least ${min} properties`),
  };
};

export const compileMaxProperties: CompileKeyword = (value, context) => {
  const max = readCount(value, "maxProperties", context);
  if (max === null) return null;
  const place = context.at("maxProperties");
  return {
    group: "object",
    check: (object, run) =>
      !isJsonObject(object) ||
      countMembers(object, run) <= max ||
      run.fail("schema.max_properties", place, `must have at most ${max} properties`),
  };
};

/** The strings of a list; null after the issue was noted. */
function readNames(value: JsonValue, keyword: string, context: KeywordContext): readonly string[] | null {
  const names = isJsonArray(value) ? value.filter((name) => typeof name === "string") : [];
  if (isJsonArray(value) && names.length === value.length) return names;
  context.issue(keyword, `\`${keyword}\` must be a list of names`);
  return null;
}

/** `required`; a read-only name is not demanded of a request, nor a write-only one of a response. */
export const compileRequired: CompileKeyword = (value, context) => {
  if (typeof value === "boolean") {
    // Draft 3's way, which many published documents still have; it never meant anything here, so it must not stop a document either.
    context.issue(
      "required",
      "`required` must be a list of names beside `properties`; true or false inside a property says nothing",
      "warning",
    );
    return null;
  }
  const names = readNames(value, "required", context);
  if (names === null) return null;
  const place = context.at("required");
  const demanded = names.map((name) => ({ name, not: context.exempt.get(name), message: `must have the property \`${name}\`` }));
  return {
    group: "object",
    check: (object, run) => {
      if (!isJsonObject(object)) return true;
      let valid = true;
      for (const { name, not, message } of demanded) {
        if (Object.hasOwn(object, name)) continue;
        if (not === (run.direction === "request" ? "readOnly" : "writeOnly")) continue;
        run.fail("schema.required", place, message);
        if (run.stops) return false;
        valid = false;
      }
      return valid;
    },
  };
};

/** `dependentRequired`: names that must be there when another is. */
export const compileDependentRequired: CompileKeyword = (value, context) => {
  if (!isJsonObject(value)) return null;
  const rules: { readonly name: string; readonly needs: readonly string[] }[] = [];
  for (const name of Object.keys(value)) {
    const needs = readNames(value[name] ?? null, "dependentRequired", context);
    if (needs !== null) rules.push({ name, needs });
  }
  const place = context.at("dependentRequired");
  return {
    group: "object",
    check: (object, run) => {
      if (!isJsonObject(object)) return true;
      for (const { name, needs } of rules) {
        if (!Object.hasOwn(object, name)) continue;
        for (const need of needs) {
          if (!Object.hasOwn(object, need))
            return run.fail("schema.dependent_required", place, `must have \`${need}\` because it has \`${name}\``);
        }
      }
      return true;
    },
  };
};

/** `dependencies` of draft 4: lists of names, or schemas as `dependentSchemas` has them. */
export const compileDependencies: CompileKeyword = (value, context) => {
  if (!isJsonObject(value)) return null;
  const lists = Object.keys(value).filter((name) => isJsonArray(value[name]));
  const schemas = Object.keys(value).filter((name) => !isJsonArray(value[name]));
  const nodes = schemas.map((name) => ({ name, node: context.inPlace("dependencies", name) }));
  const rules = compileDependentRequired(Object.fromEntries(lists.map((name) => [name, value[name] ?? null])), context);
  return {
    group: "compose",
    check: (object, run, seen) => {
      if (!isJsonObject(object)) return true;
      if (rules !== null && !rules.check(object, run, seen)) return false;
      return nodes.every(({ name, node }) => !Object.hasOwn(object, name) || node.check(object, run, seen));
    },
  };
};

export const compilePropertyNames: CompileKeyword = (_value, context) => {
  const node = context.child("propertyNames");
  const place = context.at("propertyNames");
  return {
    group: "object",
    check: (object, run) => {
      if (!isJsonObject(object)) return true;
      for (const name in object) {
        if (!run.spend(MEMBER_STEPS)) return false;
        run.probing += 1;
        run.path.push(name);
        const fits = node.check(name, run, null);
        run.path.pop();
        run.probing -= 1;
        if (!fits) return run.fail("schema.property_names", place, "must not have a property of that name");
      }
      return true;
    },
  };
};

interface PatternRule {
  readonly pattern: Pattern;
  readonly node: SchemaNode;
}

const EMPTY: JsonObject = Object.freeze({});
const objectAt = (keyword: string, context: KeywordContext): JsonObject => {
  const value = context.schema[keyword];
  if (value === undefined || isJsonObject(value)) return value ?? EMPTY;
  context.issue(keyword, `\`${keyword}\` must be an object`);
  return EMPTY;
};

/**
 * `properties`, `patternProperties` and `additionalProperties` in one pass over the members. Beyond JSON Schema, a request may not have a declared property in
 * other letters. Attack: Go and .NET take `Role` for `role`, so that a value that the schema of `role` never saw would come under its name.
 */
export const compileMembers: CompileKeyword = (_value, context) => {
  const { schema, dialect } = context;
  const named = new Map<string, SchemaNode>();
  for (const name of Object.keys(objectAt("properties", context))) named.set(name, context.child("properties", name));
  const patterns: PatternRule[] = [];
  if (plainDialect(dialect) === null) {
    for (const source of Object.keys(objectAt("patternProperties", context))) {
      const pattern = readPattern(source, "patternProperties", context);
      if (pattern !== null) patterns.push({ pattern, node: context.child("patternProperties", source) });
    }
  }
  const rest = Object.hasOwn(schema, "additionalProperties") ? schema["additionalProperties"] : context.closed ? false : undefined;
  const restNode = rest === undefined || rest === true || rest === false ? null : context.child("additionalProperties");
  const [place, namedPlace] = [context.at("additionalProperties"), context.at("properties")];
  const folded = new Set(context.options.otherCaseInRequest === "refuse" ? Array.from(named.keys(), foldCase) : []);
  // Folding never shortens a name, so that a long one need not be folded to be told apart: a caller's names cost no more than the document's.
  const longest = Math.max(0, ...Array.from(folded, ({ length }) => length));
  const isRespelt = (name: string): boolean => name.length <= longest && folded.has(foldCase(name));
  return {
    group: "object",
    check: (object, run, seen) => {
      if (!isJsonObject(object)) return true;
      let valid = true;
      for (const name in object) {
        if (!run.spend(MEMBER_STEPS)) return false;
        const member = object[name];
        const node = named.get(name);
        let known = node !== undefined;
        let fits = true;
        run.path.push(name);
        if (node !== undefined) fits = node.check(member, run, null);
        for (let index = 0; index < patterns.length; index += 1) {
          const rule = patterns[index];
          if (rule === undefined || !run.spend(name.length * rule.pattern.stepsPerCharacter) || !rule.pattern.test(name)) continue;
          known = true;
          if (!rule.node.check(member, run, null)) fits = false;
        }
        // Why also where a pattern takes it: a reader that ignores case takes it for the declared one all the same.
        if (node === undefined && (known || rest !== false) && run.direction === "request" && isRespelt(name)) {
          known = true;
          fits = run.condemn("schema.property_case", namedPlace, "is a declared property in other letters, which some readers take for it");
        }
        if (!known && rest !== undefined) {
          known = true;
          if (rest === false) fits = run.fail("schema.additional_properties", place, "is not a declared property");
          else if (restNode !== null) fits = restNode.check(member, run, null);
        }
        run.path.pop();
        if (known) seen?.addName(name);
        if (!fits) {
          if (run.stops) return false;
          valid = false;
        }
      }
      return valid && !run.stopped;
    },
  };
};
