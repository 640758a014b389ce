/** Issues as JUnit XML, for build servers: each error is a failed test, each warning one that passed with a remark. */
import type { Issue } from "../../kernel/issue.ts";

/** Characters that XML 1.0 has no place for become U+FFFD; the five that are markup are escaped. */
function escape(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\u{FFFD}")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** The report as text. Without any issue there is one test, which passed. */
export function toJunit(issues: readonly Issue[], nameOf: (file: string) => string): string {
  const failures = issues.filter(({ severity }) => severity === "error").length;
  const cases = issues.map(({ severity, code, message, file, pointer, line, column }) => {
    const where = `${file === null ? "" : nameOf(file)}${line === null ? "" : `:${line}:${column ?? 1}`}`;
    const name = escape(`${code} ${where === "" ? pointer : where}`.trim());
    const text = escape(message);
    const inner = severity === "error" ? `<failure message="${text}">${escape(pointer)}</failure>` : `<system-out>${text}</system-out>`;
    return `    <testcase classname="portcullis.check" name="${name}">${inner}</testcase>`;
  });
  if (cases.length === 0) cases.push('    <testcase classname="portcullis.check" name="configuration"/>');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    `  <testsuite name="portcullis check" tests="${cases.length}" failures="${failures}">`,
    ...cases,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}
