/** One validation under way: the budget, where in the value it is, and what it found. */
import { toShownToken } from "../../codec/json/json_pointer.ts";
import type { WorkBudget } from "../../kernel/budget.ts";
import type { SchemaPlace } from "../operation.ts";
import type { Evaluated } from "./evaluated.ts";
import { MAX_ERRORS, type SchemaError } from "./schema_error.ts";
import type { Scope } from "./scope.ts";

/** Steps charged per schema node visited, and per member or item looked at. */
export const NODE_STEPS = 5;
export const MEMBER_STEPS = 3;

/** References followed inside one another before a validation is given up: far above any value the JSON limits let in. */
const MAX_REFERENCE_DEPTH = 1_000;

/** Visits after which results are remembered per schema and value: before, remembering costs more than it saves. */
const MEMO_AFTER_VISITS = 1_000;

/** A remembered result. `evaluated` is what the visit evaluated, null where nobody asked. */
export interface MemoEntry {
  readonly valid: boolean;
  readonly evaluated: Evaluated | null;
}

export type Direction = "request" | "response";

/** Steps worth of visited state that a validation carries; made per validation, never shared. */
export class Run {
  readonly budget: WorkBudget;
  readonly direction: Direction;
  readonly errors: SchemaError[] = [];
  /** Names and indices from the root of the value to where the validation is. */
  readonly path: (string | number)[] = [];
  /** Above zero inside a branch whose failure is not an error yet: nothing is reported, the first failure ends it. */
  probing = 0;
  /** Set once going on makes no sense: budget or depth used up, or errors enough. */
  stopped = false;
  /** Bindings of `$dynamicRef` (2020-12 core, section 8.2.3.2). */
  scope: Scope;
  private depth = 0;
  /** Looping schemas under evaluation, by record number. */
  private readonly active = new Map<number, { readonly pathLength: number; readonly depth: number }[]>();
  /** The outermost depth whose result was assumed since the current visit began. */
  private assumedDepth = Infinity;
  private visits = 0;
  private memo: Map<object, Map<Scope, Map<number, MemoEntry>>> | null = null;

  constructor(budget: WorkBudget, direction: Direction, scope: Scope) {
    this.budget = budget;
    this.direction = direction;
    this.scope = scope;
  }

  /** Whether a failure ends the evaluation of the schema it is in. */
  get stops(): boolean {
    return this.stopped || this.probing > 0;
  }

  /** Takes steps; false, and the end of the validation, when there are no more. */
  spend(steps: number): boolean {
    if (this.budget.spend(steps)) return true;
    this.stopped = true;
    return false;
  }

  /** Notes that the value here does not fit, unless only probing. Always false, for the caller to give on. */
  fail(code: string, schema: SchemaPlace, message: string): false {
    if (this.probing > 0 || this.stopped) return false;
    this.errors.push({ code, pointer: this.pointer(), schema, message });
    if (this.errors.length >= MAX_ERRORS) this.stopped = true;
    return false;
  }

  /** As `fail`, for what must not pass whatever the schemas around make of it: also where only probing, under `not` or `if` say, where it ends the validation. */
  condemn(code: string, schema: SchemaPlace, message: string): false {
    const { probing } = this;
    this.probing = 0;
    this.fail(code, schema, message);
    this.probing = probing;
    if (probing > 0) this.stopped = true;
    return false;
  }

  pointer(): string {
    let pointer = "";
    for (const token of this.path) pointer += `/${typeof token === "number" ? token : toShownToken(token)}`;
    return pointer;
  }

  /** Counts a reference followed; false where they are nested too deep. Paired with `leaveReference`. */
  enterReference(schema: SchemaPlace): boolean {
    this.depth += 1;
    this.visits += 1;
    if (this.depth <= MAX_REFERENCE_DEPTH) return true;
    this.errors.push({ code: "schema.depth", pointer: this.pointer(), schema, message: "the value and its schema are nested too deep" });
    this.stopped = true;
    return false;
  }

  leaveReference(): void {
    this.depth -= 1;
  }

  /** Whether a looping schema is being evaluated for the very value here; assuming that it fits is then what ends the loop. */
  isActive(record: number): boolean {
    const visits = this.active.get(record);
    const last = visits?.at(-1);
    if (last === undefined || last.pathLength !== this.path.length) return false;
    this.assumedDepth = Math.min(this.assumedDepth, last.depth);
    return true;
  }

  /** Begins the visit of a schema, looping where `record` is its number and not -1; gives what `endVisit` needs. */
  beginVisit(record: number): number {
    const outer = this.assumedDepth;
    this.assumedDepth = Infinity;
    if (record >= 0) {
      const visits = this.active.get(record);
      const visit = { pathLength: this.path.length, depth: this.depth };
      if (visits === undefined) this.active.set(record, [visit]);
      else visits.push(visit);
    }
    return outer;
  }

  /** Ends a visit; whether its result stands by itself, without the assumption that a schema further out fits. */
  endVisit(record: number, outer: number): boolean {
    if (record >= 0) this.active.get(record)?.pop();
    const independent = this.assumedDepth >= this.depth;
    this.assumedDepth = independent ? outer : Math.min(outer, this.assumedDepth);
    return independent;
  }

  /** The remembered results for a value under the present bindings; null while it is not worth it. */
  memoOf(value: object): Map<number, MemoEntry> | null {
    if (this.visits < MEMO_AFTER_VISITS) return null;
    this.memo ??= new Map();
    let scopes = this.memo.get(value);
    if (scopes === undefined) this.memo.set(value, (scopes = new Map()));
    let entries = scopes.get(this.scope);
    if (entries === undefined) scopes.set(this.scope, (entries = new Map()));
    return entries;
  }
}
