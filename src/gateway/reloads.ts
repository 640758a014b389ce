/** Reloads one after another: those asked for while one runs become one more, and one that breaks leaves everything as it was. */
import type { Operator } from "../admin/contract.ts";
import type { Issue } from "../kernel/issue.ts";

/** How the last reload went. */
export interface Reloaded {
  readonly ok: boolean;
  readonly atMs: number;
  readonly issues: readonly Issue[];
}

export interface ReloadOutcome {
  readonly issues: readonly Issue[];
  readonly swapped: boolean;
}

export interface ReloadSteps {
  /** Compiles and swaps. What is wrong with the files is in its outcome; a rejection is a bug or a dead dependency. */
  readonly run: (by: Operator | "gateway") => Promise<ReloadOutcome>;
  /** Told of a rejection. */
  readonly broke: (error: unknown) => void;
  readonly nowMs: () => number;
  /** Named in the issue of a reload that broke. */
  readonly file: string;
}

export class Reloads {
  last: Reloaded | null = null;
  private readonly steps: ReloadSteps;
  private current: Promise<ReloadOutcome> | null = null;
  private next: Promise<ReloadOutcome> | null = null;

  constructor(steps: ReloadSteps) {
    this.steps = steps;
  }

  /** Never rejects. Resolves with a reload that began after the call. */
  request(by: Operator | "gateway"): Promise<ReloadOutcome> {
    if (this.current !== null) {
      // Why once more: the files may have changed after the reload under way had read them.
      this.next ??= this.current.then(() => {
        this.next = null;
        return this.request(by);
      });
      return this.next;
    }
    this.current = this.run(by).finally(() => {
      this.current = null;
    });
    return this.current;
  }

  private async run(by: Operator | "gateway"): Promise<ReloadOutcome> {
    let outcome: ReloadOutcome;
    try {
      outcome = await this.steps.run(by);
    } catch (error) {
      this.steps.broke(error);
      const message = `the reload broke: ${error instanceof Error ? error.message : "it threw something that is no error"}`;
      const place = { file: this.steps.file, pointer: "", line: null, column: null };
      outcome = { issues: [{ severity: "error", code: "config.reload_failed", message, ...place }], swapped: false };
    }
    this.last = { ok: outcome.swapped, atMs: this.steps.nowMs(), issues: outcome.issues };
    return outcome;
  }
}
