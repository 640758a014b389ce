/** One schema and one value in a line, for the tests of the validator: the whole way from JSON text to errors. */
import { DEFAULT_JSON_LIMITS } from "../../src/codec/json/json_limits.ts";
import { parseJson } from "../../src/codec/json/parse_json.ts";
import { WorkBudget } from "../../src/kernel/budget.ts";
import type { Issue } from "../../src/kernel/issue.ts";
import type { Dialect } from "../../src/openapi/schema/dialect.ts";
import { DEFAULT_SCHEMA_OPTIONS, type SchemaOptions } from "../../src/openapi/schema/options.ts";
import { compileSchema, type SchemaPlan } from "../../src/openapi/schema/plan.ts";
import { SchemaRegistry } from "../../src/openapi/schema/registry.ts";
import type { Direction } from "../../src/openapi/schema/run.ts";

export interface ValidateSettings extends Partial<SchemaOptions> {
  readonly dialect?: Dialect;
  readonly direction?: Direction;
  /** Pointer of the schema in the document. */
  readonly pointer?: string;
  readonly steps?: number;
}

const TEST_URI = "https://schema.test/document";

/** The plan of a schema, or what was wrong with it. */
export function planOf(document: unknown, settings: ValidateSettings = {}): SchemaPlan | readonly Issue[] {
  const { dialect = "openapi-3.1", pointer = "", direction: _direction, steps: _steps, ...options } = settings;
  const registry = new SchemaRegistry();
  registry.add(TEST_URI, document, dialect);
  const compiled = compileSchema({ uri: TEST_URI, pointer }, registry, { ...DEFAULT_SCHEMA_OPTIONS, ...options });
  return compiled.ok ? compiled.plan : compiled.issues;
}

export interface Validated {
  /** `code pointer` per error, in order. */
  readonly errors: readonly string[];
  readonly steps: number;
}

/** Parses JSON text strictly and validates it. Throws where the schema does not compile or the text is refused. */
export function validate(document: unknown, text: string, settings: ValidateSettings = {}): Validated {
  const plan = planOf(document, settings);
  if (!("validate" in plan)) throw new Error(`the schema does not compile: ${plan.map((issue) => issue.message).join("; ")}`);
  const parsed = parseJson(new TextEncoder().encode(text), DEFAULT_JSON_LIMITS, new WorkBudget(10_000_000));
  if (!parsed.ok) throw new Error(`the text is refused: ${parsed.refusal.code}`);
  const budget = new WorkBudget(settings.steps ?? 4_000_000);
  const errors = plan.validate(parsed.value, { budget, direction: settings.direction ?? "request" });
  return { errors: errors.map((error) => `${error.code} ${error.pointer}`.trim()), steps: budget.spent };
}

/** A row of a table of validations: a schema, texts that fit, and texts that do not with their errors. */
export interface ValidationRow {
  readonly schema: unknown;
  readonly fits: readonly string[];
  readonly fails: Readonly<Record<string, readonly string[]>>;
}

/** Runs rows; gives one line per row that came out otherwise, for `assert.deepEqual(..., [])`. */
export function failuresOf(rows: readonly ValidationRow[], settings: ValidateSettings = {}): readonly string[] {
  const failures: string[] = [];
  for (const { schema, fits, fails } of rows) {
    for (const text of fits) {
      const { errors } = validate(schema, text, settings);
      if (errors.length > 0) failures.push(`${JSON.stringify(schema)} should take ${text}: ${errors.join(", ")}`);
    }
    for (const [text, expected] of Object.entries(fails)) {
      const { errors } = validate(schema, text, settings);
      if (errors.join(", ") !== expected.join(", ")) failures.push(`${JSON.stringify(schema)} on ${text}: ${errors.join(", ")}`);
    }
  }
  return failures;
}
