/** Configuration shown in the pages on telemetry and the log is what the gateway takes. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readConfig } from "../src/config/read_config.ts";

const API = "version: 1\napis: [{ routes: any, public: true, upstream: http://127.0.0.1:3000 }]\n";

test("every YAML block decodes", () => {
  let blocks = 0;
  for (const page of ["telemetry.md", "access_log.md"]) {
    const text = readFileSync(new URL(`../docs/${page}`, import.meta.url), "utf8");
    for (const [, block = ""] of text.matchAll(/^```yaml\n([\s\S]*?)^```$/gmu)) {
      blocks++;
      assert.deepEqual(readConfig(page, Buffer.from(API + block)).issues, [], block);
    }
  }
  assert.equal(blocks, 5);
});
