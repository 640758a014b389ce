/** Which options, mode and failure behaviour apply to one operation, and where they are written: the most specific place wins. */
import type { ApiOptions, OperationOptions } from "../config/api_options.ts";
import type { ConfigIssue } from "../config/read_config.ts";
import type { CompileIssue } from "../guards/define_guard.ts";
import type { Mode, OnError } from "../kernel/guard.ts";
import { placeBelow } from "../openapi/place.ts";
import type { Operation, SchemaPlace } from "../openapi/operation.ts";

/** What is written that may concern one operation. */
export interface Written {
  /** Path of the API in the configuration, for issues. */
  readonly path: readonly PropertyKey[];
  readonly options: ApiOptions;
  /** Modes of the whole configuration. */
  readonly modes: Readonly<Record<string, Mode>>;
  /** What a guard that breaks does, of the whole configuration. */
  readonly onError: Readonly<Record<string, OnError>>;
  readonly operation: Operation;
}

const NO_OVERRIDE: OperationOptions = { public: null, auth: null, modes: {}, onError: {}, maxBodyBytes: null, features: new Map() };

/** The names by which the configuration may speak of an operation: its `operationId`, and `METHOD /template`. */
export function namesOf(operation: Operation): readonly string[] {
  return [...new Set([operation.id, `${operation.method} ${operation.template}`])];
}

/** The name under which the configuration has options for the operation; null where it has none. */
export function writtenName(written: ApiOptions["operations"], operation: Operation): string | null {
  return namesOf(operation).find((name) => written.has(name)) ?? null;
}

/** Options of the configuration for one operation. */
export function overrideOf(options: ApiOptions, operation: Operation): OperationOptions {
  return options.operations.get(writtenName(options.operations, operation) ?? "") ?? NO_OVERRIDE;
}

/** The mode of a guard on an operation. */
export function modeOf(name: string, fallback: Mode, override: OperationOptions, written: Pick<Written, "options" | "modes">): Mode {
  return override.modes[name] ?? written.options.modes[name] ?? written.modes[name] ?? fallback;
}

/** What a guard that breaks does on an operation: refuse, unless the most specific that is written says otherwise. */
function onErrorOf(name: string, override: OperationOptions, written: Written): OnError {
  return override.onError[name] ?? written.options.onError[name] ?? written.onError[name] ?? "deny";
}

export interface FoundOptions {
  readonly options: unknown;
  readonly level: "api" | "operation";
  /** Path below the API's in the configuration. */
  readonly path: readonly PropertyKey[];
  /** Where they stand in the description, if it is there. */
  readonly place: SchemaPlace | null;
}

/** The nearest options for a key: the configuration's for the operation, the document's extension, the configuration's for the API. */
export function optionsOf(key: string, { options, operation }: Pick<Written, "options" | "operation">): FoundOptions | null {
  const override = overrideOf(options, operation);
  if (override.features.has(key)) {
    const path = ["operations", writtenName(options.operations, operation) ?? "", key];
    return { options: override.features.get(key), level: "operation", path, place: null };
  }
  const name = `x-portcullis-${key.replaceAll("_", "-")}`;
  const extension = operation.extensions[name];
  // Why: `true` and `false` say whether, not how; that is then for the API to say.
  const says = typeof extension === "boolean" ? options.features.has(key) || !extension : extension === undefined;
  if (!says) return { options: extension, level: "operation", path: [key], place: placeBelow(operation.place, name) };
  return options.features.has(key) ? { options: options.features.get(key), level: "api", path: [key], place: null } : null;
}

/** A guard or rewrite, as far as it decides what applies. */
interface Feature {
  readonly name: string;
  readonly key: string;
  readonly always: boolean;
  readonly mode: Mode;
}

export interface Applied extends FoundOptions {
  readonly mode: Mode;
  readonly onError: OnError;
}

/** What a guard or rewrite is compiled with; null where it does not run. */
export function appliedTo({ name, key, always, mode: usual }: Feature, written: Written): Applied | null {
  const override = overrideOf(written.options, written.operation);
  const found = optionsOf(key, written) ?? (always ? ({ options: undefined, level: "api", path: [key], place: null } as const) : null);
  const mode = modeOf(name, usual, override, written);
  return found === null || mode === "off" ? null : { ...found, mode, onError: onErrorOf(name, override, written) };
}

/**
 * What to tell of a guard that runs in its usual mode beside a mode written for the guard that is called like the key of its options: who writes `limits: observe` may
 * believe that it holds for all of `limits`. Null where the modes are the same, or this guard's is written anywhere.
 */
export function otherModeIssue(
  { name, key, summary }: Pick<Feature, "name" | "key"> & { readonly summary: string },
  { mode }: Pick<Applied, "mode">,
  written: Written,
): ConfigIssue | null {
  const { options, operation } = written;
  const places: readonly (readonly [modes: Readonly<Record<string, Mode>>, path: readonly PropertyKey[]])[] = [
    [overrideOf(options, operation).modes, [...written.path, "operations", writtenName(options.operations, operation) ?? ""]],
    [options.modes, written.path],
    [written.modes, []],
  ];
  const [modes, path] = places.find(([each]) => each[key] !== undefined) ?? [null, []];
  if (name === key || modes === null || modes[key] === mode || places.some(([each]) => each[name] !== undefined)) return null;
  const message = `this leaves \`${name}\` in \`${mode}\`, a guard of its own that ${summary}; write a mode for \`${name}\` too`;
  return { severity: "warning", code: "config.mode_of_another_guard", message, path: [...path, "modes", key] };
}

/** The issue of a guard or rewrite, placed where the description is wrong, else where its options are written. */
export function issueOf(key: string, { path, place, message }: CompileIssue, found: FoundOptions, written: Written): ConfigIssue {
  const at = place ?? (found.place === null ? undefined : placeBelow(found.place, ...path));
  return {
    severity: "error",
    code: `${key}.invalid`,
    message,
    path: [...written.path, ...found.path, ...path],
    ...(at === undefined ? {} : { place: at }),
  };
}
