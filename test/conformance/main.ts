/** `npm run conformance -- SOURCE ARGS`: other people's cases against our code. Ends with the line `N passed, N failed, N skipped`; exits 1 on a failure. */
import { http1 } from "./http1/run.ts";
import { http2 } from "./http2/run.ts";
import { json } from "./json/run.ts";
import { jsonSchema } from "./json_schema/run.ts";
import { parameters } from "./parameters/run.ts";
import { websocket } from "./websocket/run.ts";
import type { ConformanceReport, ConformanceSource } from "./report.ts";

const SOURCES: ReadonlyMap<string, ConformanceSource> = new Map([
  ["http1", http1],
  ["http2", http2],
  ["json", json],
  ["json-schema", jsonSchema],
  ["parameters", parameters],
  ["websocket", websocket],
]);

async function main(argv: readonly string[]): Promise<number> {
  const [name = "", ...args] = argv;
  const source = SOURCES.get(name);
  if (source === undefined) {
    process.stderr.write("usage: npm run conformance -- SOURCE ARGS, where SOURCE and ARGS are one of:\n");
    for (const { usage } of SOURCES.values()) process.stderr.write(`  ${usage}\n`);
    return 64;
  }
  let report: ConformanceReport;
  try {
    report = await source.run(args);
  } catch (error) {
    // Cases that can't be read: nothing was run, which must not look like a pass.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\nusage: npm run conformance -- ${source.usage}\n`);
    return 64;
  }
  const { passed, failures, skips, notes } = report;
  for (const note of notes) process.stdout.write(`note: ${note}\n`);
  for (const skip of skips) process.stdout.write(`skipped: ${skip}\n`);
  for (const failure of failures) process.stdout.write(`FAILED: ${failure}\n`);
  if (passed + failures.length === 0) process.stdout.write("FAILED: no case was run\n");
  process.stdout.write(`${passed} passed, ${failures.length} failed, ${skips.length} skipped\n`);
  return failures.length > 0 || passed === 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
