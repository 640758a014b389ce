import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { test } from "node:test";
import { generator, randomInput } from "./mutate.ts";
import { TARGETS } from "./targets.ts";

const OWN = new Set(["main.ts", "mutate.ts", "target.ts", "targets.ts"]);

test("every target is listed, under a name of its own", () => {
  const files = globSync("*.ts", { cwd: import.meta.dirname }).filter((file) => !OWN.has(file) && !file.endsWith(".test.ts"));
  assert.equal(TARGETS.length, files.length);
  assert.equal(new Set(TARGETS.map(({ name }) => name)).size, files.length);
});

for (const target of TARGETS) {
  test(`${target.name} holds its properties on a few hundred inputs`, () => {
    const below = generator(20_261_124);
    for (let round = 0; round < 300; round++) target.run(randomInput(below));
  });
}

test("the same seed gives the same inputs", () => {
  assert.deepEqual(randomInput(generator(7)), randomInput(generator(7)));
});
