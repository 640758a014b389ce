/** JSON Schema Test Suite against the plans that validate requests: all required cases of 2020-12, and of draft 4 for the dialect of OpenAPI 3.0. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_JSON_LIMITS } from "../../../src/codec/json/json_limits.ts";
import { parseJson } from "../../../src/codec/json/parse_json.ts";
import { WorkBudget } from "../../../src/kernel/budget.ts";
import type { Dialect } from "../../../src/openapi/schema/dialect.ts";
import { DEFAULT_SCHEMA_OPTIONS } from "../../../src/openapi/schema/options.ts";
import { type CompiledSchema, compileSchema } from "../../../src/openapi/schema/plan.ts";
import { SchemaRegistry } from "../../../src/openapi/schema/registry.ts";
import type { ConformanceReport, ConformanceSource } from "../report.ts";
import { EXCLUSIONS } from "./exclusions.ts";
import { type Document, readGroups, readMetaSchemas, readRemotes, type SuiteGroup, type SuiteTest } from "./suite.ts";

const MAX_EXCLUSIONS = 10;
/** `format` describes in these suites; everything else is as in front of an API. */
const OPTIONS = { ...DEFAULT_SCHEMA_OPTIONS, formats: "annotate" } as const;

const NOT_IN_OPENAPI_30 = /"(?:additionalItems|patternProperties|dependencies|id)":|"\$ref":"http|"items":\[|"type":(?:\[|"null")/u;

/** The dialect to read a group in: that of OpenAPI 3.0 wherever it keeps every keyword of the group. */
function dialectFor(draft: string, schema: unknown): Dialect {
  if (draft === "draft2020-12") return "2020-12";
  return NOT_IN_OPENAPI_30.test(JSON.stringify(schema)) ? "draft-04" : "openapi-3.0";
}

function verdictOf(compiled: CompiledSchema, test: SuiteTest): string {
  if (!compiled.ok) return `not compiled: ${compiled.issues.map((issue) => issue.message).join("; ")}`;
  const budget = new WorkBudget(4_000_000);
  const parsed = parseJson(new TextEncoder().encode(test.text), DEFAULT_JSON_LIMITS, budget);
  if (!parsed.ok) return `refused: ${parsed.refusal.code}`;
  const errors = compiled.plan.validate(parsed.value, { budget, direction: "request" });
  return errors.length === 0 ? "valid" : `invalid: ${errors.map((error) => error.code).join(", ")}`;
}

class Tally {
  passed = 0;
  /** Cases whose instance the parser already refuses, as the suite wants it refused. */
  refusedEarlier = 0;
  readonly failures: string[] = [];
  readonly skips: string[] = [];

  runGroup(draft: string, group: SuiteGroup, dialect: Dialect, documents: readonly Document[]): void {
    const registry = new SchemaRegistry();
    for (const { uri, value } of documents) registry.add(uri, value, dialect);
    const uri = `https://suite.invalid/${group.file}`;
    registry.add(uri, group.schema, dialect);
    const compiled = compileSchema({ uri, pointer: "" }, registry, OPTIONS);
    for (const test of group.tests) {
      const name = `${draft}/${group.file}: ${group.description}: ${test.description}`;
      const got = verdictOf(compiled, test);
      const fits = got === "valid" ? test.valid : !test.valid && !got.startsWith("not compiled");
      const excluded = EXCLUSIONS.get(name);
      if (fits && got.startsWith("refused")) this.refusedEarlier += 1;
      if (fits && excluded === undefined) this.passed += 1;
      else if (!fits && excluded !== undefined) this.skips.push(`${name}: ${excluded}`);
      else this.failures.push(fits ? `${name}: excluded, but it comes out as the suite says` : `${name}: ${got}`);
    }
  }
}

function run(args: readonly string[]): ConformanceReport {
  const [folder] = args;
  if (folder === undefined) throw new Error("the folder of the suite is missing: npm run conformance -- json-schema FOLDER");
  const tally = new Tally();
  const notes: string[] = [];
  for (const draft of ["draft2020-12", "draft4"] as const) {
    const documents = [...readMetaSchemas(draft), ...readRemotes(join(folder, "remotes"), draft)];
    const dialects = new Map<Dialect, number>();
    const tests = join(folder, "tests", draft);
    for (const file of readdirSync(tests).filter((name) => name.endsWith(".json"))) {
      for (const group of readGroups(join(tests, file), file)) {
        const dialect = dialectFor(draft, group.schema);
        dialects.set(dialect, (dialects.get(dialect) ?? 0) + group.tests.length);
        tally.runGroup(draft, group, dialect, documents);
      }
    }
    notes.push(`${draft}: ${[...dialects].map(([dialect, count]) => `${count} cases read as ${dialect}`).join(", ")}`);
  }
  notes.push(`${tally.refusedEarlier} invalid instances were refused by the parser before validation`);
  if (EXCLUSIONS.size > MAX_EXCLUSIONS) tally.failures.push(`there are ${EXCLUSIONS.size} exclusions, more than ${MAX_EXCLUSIONS}`);
  if (tally.skips.length !== EXCLUSIONS.size)
    tally.failures.push(`${EXCLUSIONS.size} exclusions are listed and ${tally.skips.length} were met`);
  return { passed: tally.passed, failures: tally.failures, skips: tally.skips, notes };
}

export const jsonSchema: ConformanceSource = { usage: "json-schema FOLDER", run };
