/** Issues for people: `file:line:column: severity: message`, then where in the document, all of them, errors counted at the end. What documents say moves no cursor. */
import { relative } from "node:path";
import pc from "picocolors";
import type { Issue } from "../kernel/issue.ts";
import type { Io } from "./command.ts";
import { toPrintable } from "./printable.ts";

export function showIssues(issues: readonly Issue[], io: Io): void {
  const colour = pc.createColors(io.colours);
  const paint = { error: colour.red, warning: colour.yellow, note: colour.blue };
  for (const issue of issues) {
    const place =
      issue.file === null
        ? ""
        : `${toPrintable(nameOf(issue.file, io.cwd))}${issue.line === null ? "" : `:${issue.line}:${issue.column ?? 1}`}: `;
    io.err(
      `${place}${paint[issue.severity](issue.severity)}: ${toPrintable(issue.message)}${issue.pointer === "" ? "" : colour.dim(` (${toPrintable(issue.pointer)})`)} ${colour.dim(`[${issue.code}]`)}\n`,
    );
  }
}

/** `2 errors, 1 warning`. */
export function countIssues(issues: readonly Issue[]): string {
  const of = (severity: Issue["severity"]): string => {
    const count = issues.filter((issue) => issue.severity === severity).length;
    return `${count} ${severity}${count === 1 ? "" : "s"}`;
  };
  return `${of("error")}, ${of("warning")}`;
}

/** A file as a person in `cwd` would name it: relative where it lies below. Takes paths and `file:` URIs. */
export function nameOf(file: string, cwd: string): string {
  const path = file.startsWith("file:") ? decodeURIComponent(new URL(file).pathname) : file;
  const near = relative(cwd, path);
  return path.startsWith("/") && !near.startsWith("..") ? near : path;
}
