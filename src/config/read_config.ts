/** Bytes of a configuration file to a `Config`, or every issue in it with file, line and pointer. Unknown keys are errors that name the nearest known one. */
import type { z } from "zod";
import type { Issue } from "../kernel/issue.ts";
import { pointerTo } from "../openapi/json_pointer.ts";
import type { SchemaPlace } from "../openapi/operation.ts";
import { parseSource } from "../openapi/parse_source.ts";
import type { SourceFile } from "../openapi/source_file.ts";
import { config, type Config } from "./config.ts";
import { formsText, issueText } from "./issue_text.ts";
import { keysAt, nearestKey } from "./nearest_key.ts";
import { salvageConfig } from "./salvage.ts";

const LIMITS = { maxFileBytes: 4_194_304, maxYamlBytes: 4_194_304, maxNodes: 200_000, maxDepth: 100 };

export interface ConfigFile {
  readonly config: Config;
  /** As written, for messages that need positions later. */
  readonly source: SourceFile;
  readonly file: string;
}

/** What is left of a configuration with mistakes: to find what else is wrong, never to be put into force. */
export interface RestOfConfig {
  readonly file: ConfigFile;
  /** By API: keys, of its operations too, whose values are not what was meant. */
  readonly unread: readonly ReadonlySet<string>[];
}

/** A `Parsed<ConfigFile>` that keeps what is right beside what is wrong; `rest` is null where that is too little. */
export type ReadConfig =
  | { readonly ok: true; readonly value: ConfigFile; readonly issues: readonly Issue[] }
  | { readonly ok: false; readonly rest: RestOfConfig | null; readonly issues: readonly Issue[] };

/** `file` is the name shown in issues. */
export function readConfig(file: string, bytes: Uint8Array): ReadConfig {
  const source = parseSource(file, bytes, LIMITS);
  if (!source.ok) {
    const issues = source.issues.map((issue): Issue => {
      const { at, code, ...rest } = issue;
      return { ...rest, code: code.replace(/^openapi\./u, "config."), file, line: at?.line ?? null, column: at?.column ?? null };
    });
    return { ok: false, rest: null, issues };
  }
  const result = config.safeParse(source.file.root, { reportInput: true });
  if (result.success) return { ok: true, value: { config: result.data, source: source.file, file }, issues: [] };
  const { salvaged, hidden } = salvageConfig(source.file.root, result.error.issues);
  const issues = [...result.error.issues, ...hidden].flatMap((issue) => issuesOf(issue, []));
  return {
    ok: false,
    rest: salvaged === null ? null : { file: { config: salvaged.config, source: source.file, file }, unread: salvaged.unread },
    issues: locateIssues(source.file, file, issues),
  };
}

/** An issue before its line is known. */
export interface ConfigIssue {
  readonly severity: Issue["severity"];
  readonly code: string;
  readonly message: string;
  readonly path: readonly PropertyKey[];
  /** Where in a description it stands; what has a place is located there instead. */
  readonly place?: SchemaPlace;
}

/** Adds file, line, column and pointer, in the order of the file. */
export function locateIssues(source: SourceFile, file: string, issues: readonly ConfigIssue[]): readonly Issue[] {
  const pointers = issues.map((issue) => pointerOf(issue.path));
  const positions = source.locate(pointers);
  return issues
    .map(({ severity, code, message }, index): Issue => {
      const pointer = pointers[index] ?? "";
      const at = positions.get(pointer);
      return { severity, code, message, file, pointer, line: at?.line ?? null, column: at?.column ?? null };
    })
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

function pointerOf(path: readonly PropertyKey[]): string {
  return pointerTo("", ...path.map((step) => (typeof step === "symbol" ? String(step) : step)));
}

function issuesOf(issue: z.core.$ZodIssue, base: readonly PropertyKey[]): readonly ConfigIssue[] {
  const path = [...base, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      severity: "error",
      code: "config.unknown_key",
      message: unknownKey(path, key),
      path: [...path, key],
    }));
  }
  if (issue.code === "invalid_union") {
    // Why: of the alternatives (a short and a long form), the one that got furthest is the one that was meant.
    const best = issue.errors.toSorted((a, b) => depthOf(b) - depthOf(a) || a.length - b.length)[0];
    const key = path.at(-1);
    const forms = key === undefined || best === undefined || depthOf(best) > 0 ? null : formsText(issue.errors, key, keysAt(path));
    if (forms !== null) return [{ severity: "error", code: "config.invalid", message: forms, path }];
    if (best !== undefined) return best.flatMap((inner) => issuesOf(inner, path));
  }
  return [{ severity: "error", code: "config.invalid", message: issueText(issue, path.at(-1)), path }];
}

function unknownKey(path: readonly PropertyKey[], key: string): string {
  const near = nearestKey(path, key);
  return `unknown key \`${key}\`${near === null ? "; `portcullis schema` has those there are" : `; did you mean \`${near}\`?`}`;
}

function depthOf(issues: readonly z.core.$ZodIssue[]): number {
  return issues.reduce(
    (deepest, issue) => Math.max(deepest, issue.path.length + (issue.code === "unrecognized_keys" || issue.code === "custom" ? 1 : 0)),
    0,
  );
}
