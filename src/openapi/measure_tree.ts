/** The one walk over a decoded JSON file that makes later walks safe: bounded depth and size, no `__proto__`. */
import { pointerTo } from "./json_pointer.ts";
import { isJsonArray, isJsonObject } from "./json_value.ts";
import type { SourceIssue, SourceLimits } from "./source_file.ts";

export interface TreeMeasure {
  /** Members of all objects together. */
  readonly members: number;
  readonly issues: readonly SourceIssue[];
}

/** Counts and checks. `root` must be a tree as `JSON.parse` makes it; the walk ends at the limits. */
export function measureTree(root: unknown, limits: Pick<SourceLimits, "maxNodes" | "maxDepth">): TreeMeasure {
  const issues: SourceIssue[] = [];
  const path: (string | number)[] = [];
  let members = 0;
  let nodes = 0;
  let stopped = false;

  function report(code: string, message: string): void {
    issues.push({ severity: "error", code, message, pointer: pointerTo("", ...path) });
  }

  function visit(value: unknown, depth: number): void {
    nodes += 1;
    if (nodes > limits.maxNodes) {
      stopped = true;
      report("openapi.too_large", `the file has more than ${limits.maxNodes} values; split it or raise the limit`);
      return;
    }
    if (typeof value !== "object" || value === null) return;
    if (depth >= limits.maxDepth) {
      stopped = true;
      report("openapi.too_deep", `the file is nested more than ${limits.maxDepth} levels deep; flatten it with \`$ref\``);
      return;
    }
    if (isJsonArray(value)) {
      for (let index = 0; index < value.length && !stopped; index += 1) {
        path.push(index);
        visit(value[index], depth + 1);
        path.pop();
      }
    } else if (isJsonObject(value)) {
      for (const key of Object.keys(value)) {
        members += 1;
        path.push(key);
        if (key === "__proto__") report("openapi.forbidden_key", "the key `__proto__` is refused; rename it");
        visit(value[key], depth + 1);
        path.pop();
        if (stopped) return;
      }
    }
  }

  visit(root, 0);
  return { members, issues };
}
