/** What a check of `portcullis doctor` is: a question about the surroundings of a gateway, answered within a time, one finding for each thing looked at. */
import type { Config } from "../../config/config.ts";
import type { SystemFacts } from "../../adapters/system_facts.ts";

export const LEVELS = ["ok", "warning", "failure"] as const;
/** `failure`: the gateway does not start, or refuses callers it should serve, or can't be trusted. `warning`: it will, or would under load. */
export type Level = (typeof LEVELS)[number];

export interface Diagnosis {
  readonly level: Level;
  /** One line: what was looked at and how it is. Never a secret. */
  readonly what: string;
  /** One line: what to do about it; null where there is nothing to do. */
  readonly todo: string | null;
}

export const ok = (what: string): Diagnosis => ({ level: "ok", what, todo: null });
export const warning = (what: string, todo: string): Diagnosis => ({ level: "warning", what, todo });
export const failure = (what: string, todo: string): Diagnosis => ({ level: "failure", what, todo });

export interface DoctorContext {
  readonly config: Config;
  readonly configFile: string;
  /** Folder that relative paths of the configuration start from. */
  readonly folder: string;
  readonly facts: SystemFacts;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
}

export interface DoctorCheck {
  readonly name: string;
  /** What it looks at, for `--help`. */
  readonly summary: string;
  /** Longest time; past it `signal` aborts and the check is a failure. */
  readonly withinMs: number;
  /** A rejection is a failure of the check, told as such. At least one diagnosis: what there is nothing of is said. */
  run(context: DoctorContext, signal: AbortSignal): Promise<readonly Diagnosis[]>;
}
