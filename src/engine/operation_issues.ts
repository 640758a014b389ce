/** Issues of operations, told once each: what a thousand operations have in common is one issue that names them. */
import type { ConfigIssue } from "../config/read_config.ts";
import type { Operation } from "../openapi/operation.ts";

/** Operations named in one issue; more are counted. */
const MAX_NAMED = 10;

export class OperationIssues {
  private readonly byText = new Map<string, { readonly issue: ConfigIssue; readonly operations: Set<string> }>();

  /** Adds what is wrong with one operation; messages do not name it. */
  add(operation: Pick<Operation, "id">, issues: readonly ConfigIssue[]): void {
    for (const issue of issues) {
      const text = JSON.stringify([issue.severity, issue.code, issue.message, issue.path.map(String), issue.place ?? null]);
      const known = this.byText.get(text);
      if (known === undefined) this.byText.set(text, { issue, operations: new Set([operation.id]) });
      else known.operations.add(operation.id);
    }
  }

  /** Each issue once, in the order in which they came, its operations named before it. */
  list(): readonly ConfigIssue[] {
    return [...this.byText.values()].map(({ issue, operations }) => ({
      ...issue,
      message: `${namesOf([...operations])}: ${issue.message}`,
    }));
  }
}

function namesOf(operations: readonly string[]): string {
  const named = operations.slice(0, MAX_NAMED).map((id) => `\`${id}\``);
  const more = operations.length - named.length;
  return `operation${operations.length === 1 ? "" : "s"} ${named.join(", ")}${more === 0 ? "" : ` and ${more} more`}`;
}
