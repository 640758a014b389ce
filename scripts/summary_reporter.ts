/** Reporter of `npm test`: failures with their errors, skips with their reasons, and node:test's own closing lines. */
import type { TestEvent } from "node:test/reporters";

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : error;
  return cause.stack ?? cause.message;
}

async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of source) {
    if (event.type === "test:fail" && event.data.details.error.cause !== undefined) {
      yield `\nFAIL ${event.data.name} (${event.data.file ?? ""}:${event.data.line ?? 0})\n${explain(event.data.details.error)}\n`;
    } else if (event.type === "test:pass" && event.data.skip !== undefined) {
      yield `skipped: ${event.data.name}: ${String(event.data.skip)}\n`;
    } else if (event.type === "test:diagnostic" && event.data.file === undefined) {
      yield `ℹ ${event.data.message}\n`;
    }
  }
}

// oxlint-disable-next-line import/no-default-export -- node:test takes a reporter as the default export of a module
export default report;
