/** Whether what the files say now takes effect in a gateway that runs, and what there is to tell of it. */
import type { CompileResult } from "../adapters/generations.ts";
import type { Config } from "../config/config.ts";
import type { Issue } from "../kernel/issue.ts";
import type { InForce } from "./gateway_options.ts";
import { restartIssues } from "./issues.ts";
import { shareIssues, workersOf } from "./workers/share.ts";

export interface JudgedReload {
  /** Null where the configuration from before stays. */
  readonly next: InForce | null;
  readonly issues: readonly Issue[];
}

/** `started`: the configuration that the gateway was started with. `file`: of the configuration, for issues. */
export function judgeReload({ generation, sources, issues: found }: CompileResult, started: Config, file: string): JudgedReload {
  // Why the number from the start: another takes effect with a restart, which is told.
  const unshared = sources === null ? [] : shareIssues(sources.config, workersOf(started), file);
  const issues = [...found, ...unshared];
  if (generation === null || sources === null || unshared.length > 0) return { next: null, issues };
  return { next: { generation, sources }, issues: [...issues, ...restartIssues(started, sources.config, file)] };
}
