/** Issues as SARIF 2.1.0, for code hosts that show findings beside the lines they are about. */
import type { Issue } from "../../kernel/issue.ts";

const LEVELS = { error: "error", warning: "warning", note: "note" } as const;

/** The log as JSON text. `nameOf` gives a file's name as the host knows it, relative to the repository. */
export function toSarif(issues: readonly Issue[], nameOf: (file: string) => string): string {
  const rules = [...new Set(issues.map(({ code }) => code))].toSorted();
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "portcullis", rules: rules.map((id) => ({ id })) } },
        results: issues.map((issue) => ({
          ruleId: issue.code,
          level: LEVELS[issue.severity],
          message: { text: issue.pointer === "" ? issue.message : `${issue.message} (${issue.pointer})` },
          locations: issue.file === null ? [] : [{ physicalLocation: locationOf(issue, nameOf(issue.file)) }],
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function locationOf({ line, column }: Issue, uri: string): object {
  const region = line === null ? {} : { region: { startLine: line, ...(column === null ? {} : { startColumn: column }) } };
  return { artifactLocation: { uri }, ...region };
}
