import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { COMMANDS } from "./index.ts";

test("every file of commands has its line in the table, under the name of the file", () => {
  const files = readdirSync(new URL(".", import.meta.url)).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
  const names = files.filter((name) => name !== "index.ts").map((name) => name.slice(0, -".ts".length));
  assert.deepEqual(COMMANDS.map(({ name }) => name).toSorted(), names.toSorted());
});

test("each is told in one line, and its usage begins with its name", () => {
  for (const { name, summary, usage } of COMMANDS) {
    assert.match(summary, /^[^\n]{1,120}$/u, name);
    assert.match(usage, new RegExp(`^${name}(?:[ \\n]|$)`, "u"), name);
  }
  assert.ok(COMMANDS.length >= 11);
});
