/** Loads guards that users wrote: modules named under `guards` in the configuration, each exporting `guard`, made by `defineGuard`. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type AnyGuard, type Compiled, type GuardOf, isGuard } from "../../guards/define_guard.ts";
import { GUARDS } from "../../guards/index.ts";
import { type Phase, PHASES } from "../../kernel/exchange.ts";
import type { Issue, Parsed } from "../../kernel/issue.ts";
import { DEFAULT_GUARD_BUDGET_MS, withBudget } from "./guard_budget.ts";
import { offerModules } from "./offered_modules.ts";

const NAME = /^[a-z][a-z0-9_]{0,63}$/u;

export interface UserGuardOptions {
  /** Folder of the configuration file; paths are relative to it. */
  readonly folder: string;
  /** How long a check may wait; default `DEFAULT_GUARD_BUDGET_MS`. */
  readonly budgetMs?: number;
}

/**
 * Imports each file and returns its guards in the order given; they run after the gateway's own of their phase. A file that is missing, throws while loading,
 * exports no `guard`, one whose name is taken, whose phase there is none or one that is not `always` is an issue at `/guards/INDEX`. A file that has changed is loaded anew; what an old version of it allocated
 * stays with the process, so that many reloads of many versions are for development.
 */
export async function loadUserGuards(
  files: readonly string[],
  { folder, budgetMs }: UserGuardOptions,
): Promise<Parsed<readonly AnyGuard[]>> {
  const issues: Issue[] = [];
  const guards: AnyGuard[] = [];
  if (files.length > 0) offerModules();
  const taken = new Set(GUARDS.flatMap((guard) => [guard.name, guard.key]));
  for (const [index, file] of files.entries()) {
    const loaded = await loadOne(resolve(folder, file), file);
    const fault =
      typeof loaded === "string" ? loaded : (nameFault(loaded, file, taken) ?? phaseFault(loaded, file) ?? idleFault(loaded, file));
    if (typeof loaded === "string" || fault !== null) issues.push(toIssue(index, fault ?? ""));
    else {
      taken.add(loaded.name).add(loaded.key);
      guards.push(bounded(loaded, budgetMs ?? DEFAULT_GUARD_BUDGET_MS));
    }
  }
  return issues.length > 0 ? { ok: false, issues } : { ok: true, value: guards, issues: [] };
}

/** The guard a file exports, or what is wrong with the file. */
async function loadOne(path: string, file: string): Promise<AnyGuard | string> {
  let exported: unknown;
  try {
    const url = pathToFileURL(path);
    // Why: modules are cached by URL; the time of change makes a changed file another module.
    url.searchParams.set("changed", String(statSync(path).mtimeMs));
    const loaded: unknown = await import(url.href);
    exported = typeof loaded === "object" && loaded !== null && "guard" in loaded ? loaded.guard : undefined;
  } catch (error) {
    return `\`${file}\` could not be loaded: ${error instanceof Error ? error.message : "it threw something that is no error"}${wayOut(error)}`;
  }
  return isGuard(exported) ? exported : `\`${file}\` exports no \`guard\` made by \`defineGuard\``;
}

/** A package.json above that says `commonjs`, as `npm init` writes it, makes a `.ts` file no module. */
function wayOut(error: unknown): string {
  const isScript = error instanceof SyntaxError && error.message.endsWith("outside a module");
  return isScript ? '; name it `.mts`, or say `"type": "module"` in the package.json above it' : "";
}

/** Nothing in a configuration names a user's guard beside `guards` and `modes`, so that one that is not `always` would never run, without a word. */
function idleFault(guard: AnyGuard, file: string): string | null {
  return guard.always ? null : `\`${file}\`: the guard \`${guard.name}\` would never run; say \`always: true\` in it`;
}

/** Types are erased when the file runs: a phase that there is none would be no phase's, so that the guard would never run, without a word. */
function phaseFault(guard: AnyGuard, file: string): string | null {
  if (PHASES.includes(guard.phase)) return null;
  return `\`${file}\`: the guard \`${guard.name}\` would never run: its phase is none of ${PHASES.join(", ")}`;
}

function nameFault(guard: AnyGuard, file: string, taken: ReadonlySet<string>): string | null {
  if (!NAME.test(guard.name) || !NAME.test(guard.key)) return `\`${file}\`: a guard's name has lower-case letters, digits and \`_\``;
  const clash = [guard.name, guard.key].find((name) => taken.has(name));
  return clash === undefined ? null : `\`${file}\`: a guard named \`${clash}\` exists already; give yours another name`;
}

function toIssue(index: number, message: string): Issue {
  return { severity: "error", code: "config.user_guard", message, file: null, pointer: `/guards/${index}`, line: null, column: null };
}

function bounded(guard: AnyGuard, budgetMs: number): AnyGuard {
  // Why spelled out: each line is of one phase, so that a check and its input stay of the same.
  if (guard.phase === "head") return boundedOf(guard, budgetMs);
  if (guard.phase === "route") return boundedOf(guard, budgetMs);
  if (guard.phase === "identity") return boundedOf(guard, budgetMs);
  if (guard.phase === "body") return boundedOf(guard, budgetMs);
  return boundedOf(guard, budgetMs);
}

function boundedOf<P extends Phase>(guard: GuardOf<P>, budgetMs: number): GuardOf<P> {
  return {
    ...guard,
    async compile(options, scope, services) {
      let compiled: Compiled<P>;
      try {
        compiled = await guard.compile(options, scope, services);
      } catch (error) {
        const why = error instanceof Error ? error.message : "it threw something that is no error";
        return { kind: "issues", issues: [{ path: [], message: `the guard \`${guard.name}\` could not be compiled: ${why}` }] };
      }
      if (!isCompiled(compiled)) {
        const message = `\`compile\` of the guard \`${guard.name}\` has to return \`{ kind: "check", check }\` with a function, or \`NOT_APPLICABLE\``;
        return { kind: "issues", issues: [{ path: [], message }] };
      }
      return compiled.kind === "check" ? { ...compiled, check: withBudget(guard.name, compiled.check, budgetMs) } : compiled;
    },
  };
}

/** Whether it is what its type says: a user's code may return anything, and what is no check would be none, without a word. */
function isCompiled(compiled: unknown): boolean {
  if (typeof compiled !== "object" || compiled === null || !("kind" in compiled)) return false;
  if (compiled.kind === "check") return "check" in compiled && typeof compiled.check === "function";
  return compiled.kind === "none" || (compiled.kind === "issues" && "issues" in compiled && Array.isArray(compiled.issues));
}
