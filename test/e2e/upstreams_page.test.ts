/** The configurations in docs/upstreams.md are ones that decode. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readConfig } from "../../src/config/read_config.ts";

test("every example of the page on upstreams is a configuration without issues", () => {
  const text = readFileSync(new URL("../../docs/upstreams.md", import.meta.url), "utf8");
  const examples = [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gmu)].map(([, example = ""]) => example);
  assert.equal(examples.length, 3);
  for (const example of examples) assert.deepEqual(readConfig("portcullis.yaml", Buffer.from(example)).issues, [], example);
});
