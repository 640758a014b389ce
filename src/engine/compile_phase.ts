/** The guards of one phase of one operation: compiled when the configuration is loaded, but for those that wait for the operation's first use. */
import type { ConfigIssue } from "../config/read_config.ts";
import type { DocumentScope, GuardOf, GuardServices } from "../guards/define_guard.ts";
import type { Phase } from "../kernel/exchange.ts";
import type { Guard } from "../kernel/guard.ts";
import { type Applied, appliedTo, issueOf, otherModeIssue, type Written } from "./applied_options.ts";

export interface PhaseInput extends Written {
  readonly api: string;
  readonly document: DocumentScope | null;
  readonly services: GuardServices;
}

export interface CompiledPhase<P extends Phase> {
  readonly guards: readonly Guard<P>[];
  /** Whether one of them judges the whole body. */
  readonly needsBody: boolean;
}

/** The phase, once what waited is compiled; what is wrong with that is added to `issues`. */
export type PreparedPhase<P extends Phase> = (issues: ConfigIssue[]) => Promise<CompiledPhase<P>>;

interface CompiledGuard<P extends Phase> {
  readonly guard: Guard<P>;
  readonly needsBody: boolean;
}

/** Compiles the guards that do not wait, in their order; what is wrong with them is added to `issues`. */
export async function preparePhase<P extends Phase>(
  definitions: readonly GuardOf<P>[],
  input: PhaseInput,
  issues: ConfigIssue[],
): Promise<PreparedPhase<P>> {
  const slots: (CompiledGuard<P> | ((later: ConfigIssue[]) => Promise<CompiledGuard<P> | null>))[] = [];
  for (const definition of definitions) {
    const applied = appliedTo(definition, input);
    if (applied === null) continue;
    if (definition.deferred) slots.push((later) => compileDeferred(definition, applied, input, later));
    else {
      const compiled = await compileGuard(definition, applied, input, issues);
      if (compiled !== null) slots.push(compiled);
    }
  }
  return async (later) => {
    const compiled: CompiledGuard<P>[] = [];
    for (const slot of slots) {
      const made = typeof slot === "function" ? await slot(later) : slot;
      if (made !== null) compiled.push(made);
    }
    return { guards: compiled.map(({ guard }) => guard), needsBody: compiled.some(({ needsBody }) => needsBody) };
  };
}

/** Null where the guard has nothing to check, or can't be compiled. */
async function compileGuard<P extends Phase>(
  definition: GuardOf<P>,
  applied: Applied,
  input: PhaseInput,
  issues: ConfigIssue[],
): Promise<CompiledGuard<P> | null> {
  const { name, phase, key, needsBody, once, compile } = definition;
  const { api, operation, document, services } = input;
  const { options, level, mode, onError } = applied;
  const compiled = await compile(options, { api, operation, document, level }, services);
  if (compiled.kind === "issues") issues.push(...compiled.issues.map((issue) => issueOf(key, issue, applied, input)));
  if (compiled.kind !== "check") return null;
  for (const issue of compiled.warnings ?? [])
    issues.push({ ...issueOf(key, issue, applied, input), severity: "warning", code: `${key}.unchecked` });
  const otherMode = otherModeIssue(definition, applied, input);
  if (otherMode !== null) issues.push(otherMode);
  return { guard: { name, phase, mode, onError, check: compiled.check, once }, needsBody: compiled.needsBody ?? needsBody };
}

/**
 * Compiled when an exchange may be waiting for it, and nobody is there to be told of an error. INVARIANT: what can't be compiled is a guard that breaks, so that
 * its mode and `on_error` hold for it as for any other: every exchange is refused, and logged, unless an operator said otherwise.
 */
async function compileDeferred<P extends Phase>(
  definition: GuardOf<P>,
  applied: Applied,
  input: PhaseInput,
  issues: ConfigIssue[],
): Promise<CompiledGuard<P> | null> {
  const found: ConfigIssue[] = [];
  let broken: Error | null = null;
  let compiled: CompiledGuard<P> | null = null;
  try {
    compiled = await compileGuard(definition, applied, input, found);
    const errors = found.filter(({ severity }) => severity === "error");
    if (errors.length > 0)
      broken = new Error(`${brokenAt(definition, input)}: ${errors.map((issue) => textOf(issue, input.document)).join("; ")}`);
  } catch (cause) {
    broken = new Error(brokenAt(definition, input), { cause });
  }
  issues.push(...found);
  if (broken === null) return compiled;
  const failure = broken;
  const check = (): never => {
    throw failure;
  };
  const { name, phase, needsBody } = definition;
  const { mode, onError } = applied;
  return { guard: { name, phase, mode, onError, check }, needsBody };
}

function brokenAt({ name }: { readonly name: string }, { api, operation }: PhaseInput): string {
  return `\`${name}\` can't be compiled for the operation \`${operation.id}\` of \`${api}\``;
}

function textOf({ message, path, place }: ConfigIssue, document: DocumentScope | null): string {
  const at = place === undefined ? null : (document?.placeOf?.(place) ?? place);
  return `${at === null ? `/${path.map(String).join("/")}` : `${at.uri}#${at.pointer}`}: ${message}`;
}
