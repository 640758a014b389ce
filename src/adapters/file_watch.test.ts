import assert from "node:assert/strict";
import { mkdtempSync, renameSync, rmSync, watch as watchFolder, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { FileWatch } from "./file_watch.ts";

const SETTLE_MS = 150;

/** A watch of `a.yaml` in a folder of its own, its time at our hand. */
function watched(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-watch-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "a.yaml");
  writeFileSync(file, "1");
  context.mock.timers.enable({ apis: ["setTimeout"] });
  let changes = 0;
  const watch = new FileWatch(() => changes++, assert.fail);
  context.after(() => watch.close());
  watch.watch([file]);
  const names: (string | null)[] = [];
  const own = watchFolder(folder, { persistent: false }, (_event, name) => names.push(name));
  context.after(() => own.close());
  return {
    folder,
    file,
    watch,
    /** Told of so many changes once that much time has gone by. */
    changesAfter: (ms: number): number => {
      context.mock.timers.tick(ms);
      return changes;
    },
    /** Resolves once the system has told whoever watches the folder of a change of that name. */
    seen: async (name: string): Promise<void> => {
      while (!names.includes(name)) await turn();
      await turn();
      names.length = 0;
    },
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("a file that is written to, and one that is replaced, count as changed; a burst counts once", async (context) => {
  const { folder, file, changesAfter, seen } = watched(context);
  writeFileSync(join(folder, "other"), "x");
  await seen("other");
  assert.equal(changesAfter(SETTLE_MS), 0);
  writeFileSync(file, "2");
  writeFileSync(file, "3");
  await seen("a.yaml");
  assert.equal(changesAfter(SETTLE_MS - 1), 0);
  assert.equal(changesAfter(1), 1);
  writeFileSync(join(folder, "new"), "4");
  renameSync(join(folder, "new"), file);
  await seen("a.yaml");
  assert.equal(changesAfter(SETTLE_MS), 2);
});

test("a change that was seen is told although other files are watched meanwhile", async (context) => {
  const { file, watch, changesAfter, seen } = watched(context);
  writeFileSync(file, "2");
  await seen("a.yaml");
  watch.watch([file]);
  assert.equal(changesAfter(SETTLE_MS), 1);
});

test("a folder that can't be watched is named", () => {
  const blind: string[] = [];
  const watch = new FileWatch(assert.fail, (folder) => void blind.push(folder));
  watch.watch(["/nowhere/at/all/a.yaml"]);
  watch.close();
  assert.deepEqual(blind, ["/nowhere/at/all"]);
});
