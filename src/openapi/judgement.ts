/** What judging a request against its description came to: findings with their places, and of what kind the worst was. */
import type { WorkBudget } from "../kernel/budget.ts";
import type { Finding } from "../kernel/finding.ts";
import type { SchemaPlace } from "./operation.ts";
import type { SchemaError } from "./schema/schema_error.ts";
import { toPlaceText } from "./place.ts";

/**
 * From mild to grave. `noted`: nothing is refused. `invalid`: well formed, but not what the description says (422). `unsupported`: of a media type it does not
 * name (415). `malformed`: can't be read in one way (400). `too_large` (413). `exhausted`: the work budget is used up, so that the rest was not judged.
 */
export type Severity = "noted" | "invalid" | "unsupported" | "malformed" | "too_large" | "exhausted";

const ORDER: readonly Severity[] = ["noted", "invalid", "unsupported", "malformed", "too_large", "exhausted"];

/** Findings kept of one request; a caller who gets everything wrong is told the first. */
export const MAX_REQUEST_FINDINGS = 20;

const asIs = (rule: SchemaPlace): SchemaPlace => rule;

export class Judgement {
  readonly budget: WorkBudget;
  readonly findings: Finding[] = [];
  worst: Severity = "noted";
  /** Set where findings are part of another judgement's, at places inside one of its own. */
  private readonly outer: { readonly judgement: Judgement; readonly placeOf: (place: string) => string } | null;
  private readonly writtenAt: (rule: SchemaPlace) => SchemaPlace;

  /** `writtenAt` says where a rule is written, where its description was converted. */
  constructor(budget: WorkBudget, outer: Judgement["outer"] = null, writtenAt: (rule: SchemaPlace) => SchemaPlace = asIs) {
    this.budget = budget;
    this.outer = outer;
    this.writtenAt = writtenAt;
  }

  /** A judgement of a part, whose findings are this one's, each place put through `placeOf`. */
  below(placeOf: (place: string) => string): Judgement {
    return new Judgement(this.budget, { judgement: this, placeOf });
  }

  /** Whether going on would find nothing that is kept. */
  get isFull(): boolean {
    return this.worst === "exhausted" || this.findings.length >= MAX_REQUEST_FINDINGS;
  }

  /** `message` says nothing of the value. `rule` is where the description says so. */
  add(severity: Severity, code: string, place: string, message: string, rule: SchemaPlace | null): void {
    if (this.outer !== null) {
      this.outer.judgement.add(severity, code, this.outer.placeOf(place), message, rule);
      return;
    }
    if (ORDER.indexOf(severity) > ORDER.indexOf(this.worst)) this.worst = severity;
    if (this.findings.length >= MAX_REQUEST_FINDINGS) return;
    this.findings.push(rule === null ? { code, place, message } : { code, place, message, rule: toPlaceText(this.writtenAt(rule)) });
  }

  /** What a schema said; `placeOf` turns a pointer into the value into a place in the request. */
  addErrors(errors: readonly SchemaError[], placeOf: (pointer: string) => string): void {
    for (const { code, pointer, schema, message } of errors)
      this.add(code === "schema.budget" ? "exhausted" : "invalid", code, placeOf(pointer), message, schema);
  }
}
