/** Validation plans of callers' data: a schema of a description compiled once, then run on any number of values (DESIGN section 7). */
import type { WorkBudget } from "../../kernel/budget.ts";
import type { Issue } from "../../kernel/issue.ts";
import type { SchemaPlace } from "../operation.ts";
import { SchemaCompiler } from "./compiler.ts";
import { optionsKey, type SchemaOptions } from "./options.ts";
import { issuesFrom, markLoops, type NodeRecord } from "./record.ts";
import type { SchemaRegistry } from "./registry.ts";
import { type Direction, Run } from "./run.ts";
import type { SchemaError } from "./schema_error.ts";
import { Scope } from "./scope.ts";

export interface ValidationContext {
  readonly budget: WorkBudget;
  readonly direction: Direction;
}

export interface SchemaPlan {
  readonly place: SchemaPlace;
  /** The first errors, at most `MAX_ERRORS`; none means the value fits. Values are JSON as `parseJson` gives it, or plain objects of the same shape. */
  validate(value: unknown, context: ValidationContext): readonly SchemaError[];
}

export type CompiledSchema =
  /** `issues` are warnings: what the schema says that is not checked. */
  | { readonly ok: true; readonly plan: SchemaPlan; readonly issues: readonly Issue[] }
  | { readonly ok: false; readonly issues: readonly Issue[] };

const NO_ERRORS: readonly SchemaError[] = Object.freeze([]);

/** Compiles the schema at a place with all it refers to. Nodes are shared between the plans of one registry and equal options. */
export function compileSchema(place: SchemaPlace, registry: SchemaRegistry, options: SchemaOptions): CompiledSchema {
  const compiler = compilerFor(registry, options);
  const schema = registry.locate(place);
  if (schema === null) {
    const message = `there is no schema at \`${place.pointer}\` of \`${place.uri}\`; check the reference that leads there`;
    return {
      ok: false,
      issues: [{ severity: "error", code: "schema.missing", message, file: place.uri, pointer: place.pointer, line: null, column: null }],
    };
  }
  const record = compiler.root(schema);
  markLoops(record);
  const issues = compiler.hasIssues ? issuesFrom(record) : [];
  if (issues.some((issue) => issue.severity === "error")) return { ok: false, issues };
  return { ok: true, plan: toPlan(place, record), issues };
}

function compilerFor(registry: SchemaRegistry, options: SchemaOptions): SchemaCompiler {
  const key = optionsKey(options);
  const known = registry.compilers.get(key);
  if (known instanceof SchemaCompiler) return known;
  const compiler = new SchemaCompiler(registry, options);
  registry.compilers.set(key, compiler);
  return compiler;
}

function toPlan(place: SchemaPlace, record: NodeRecord): SchemaPlan {
  const scope = new Scope().enter(record.schema.resource);
  return {
    place,
    validate(value, { budget, direction }) {
      const run = new Run(budget, direction, scope);
      const fits = record.check(value, run, null);
      if (budget.exhausted) {
        return [{ code: "schema.budget", pointer: "", schema: place, message: "the work budget of the request is used up" }];
      }
      if (fits && run.errors.length === 0) return NO_ERRORS;
      return run.errors.length > 0
        ? run.errors
        : [{ code: "schema.invalid", pointer: "", schema: place, message: "does not fit the schema" }];
    },
  };
}
