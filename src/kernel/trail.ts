/** What an exchange leaves behind while it runs: findings with their guard and mode, who merely observed, and where the time went. Becomes the record. */
import type { Phase } from "./exchange.ts";
import type { Finding } from "./finding.ts";
import type { Mode } from "./guard.ts";
import type { RecordedFinding } from "./record.ts";

/** The mode in force for a guard: the configured one unless an operator overrides it for a while (break-glass). */
export interface ModeSource {
  effective(guard: string, configured: Mode): Mode;
}

/** No override: what is configured holds. */
export const CONFIGURED_MODES: ModeSource = Object.freeze({ effective: (_guard: string, configured: Mode): Mode => configured });

/** Findings kept per exchange; more are counted, not kept, so that a hostile body can't grow the record. */
export const MAX_FINDINGS = 64;

/** Milliseconds spent in each phase; -1 for one that was not reached. */
export class PhaseTimes {
  head = -1;
  route = -1;
  authn = -1;
  identity = -1;
  body = -1;
  response = -1;

  add(phase: Phase | "authn", ms: number): void {
    this[phase] = Math.max(this[phase], 0) + ms;
  }
}

export class Trail {
  readonly modes: ModeSource;
  readonly findings: RecordedFinding[] = [];
  readonly observed: string[] = [];
  readonly times: PhaseTimes = new PhaseTimes();
  /** Guards that broke, each as an error with its cause, until they are logged. */
  readonly failures: Error[] = [];
  findingsDropped = 0;

  constructor(modes: ModeSource) {
    this.modes = modes;
  }

  /** Keeps what `guard` found. `would` marks findings that only observation kept from refusing. */
  note(guard: string, mode: Mode, findings: readonly Finding[], would: "deny" | null): void {
    for (const finding of findings) {
      if (this.findings.length >= MAX_FINDINGS) this.findingsDropped++;
      else this.findings.push(would === null ? { ...finding, guard, mode } : { ...finding, guard, mode, would });
    }
  }

  /** Says that `guard` ran without force. */
  observe(guard: string): void {
    if (!this.observed.includes(guard)) this.observed.push(guard);
  }
}
