/** The pages of docs/reference that are made from the code are of the code as it is. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { cliPage, metricsPage, recordPage } from "../scripts/reference_pages.ts";
import { idleMetrics } from "./support/idle_metrics.ts";

const root = new URL("..", import.meta.url).pathname;
const WAY_OUT = "run `node bin/launch.cjs scripts/reference_docs.ts`";

test("commands, records and metrics are documented as they are", async () => {
  const pages = { "cli.md": cliPage(), "exchange-record.md": recordPage(), "metrics.md": metricsPage(await idleMetrics()) };
  for (const [name, text] of Object.entries(pages))
    assert.equal(readFileSync(join(root, "docs/reference", name), "utf8"), text, `${name}: ${WAY_OUT}`);
  assert.ok(pages["metrics.md"].includes("| `portcullis_"));
});
