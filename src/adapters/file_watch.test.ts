import assert from "node:assert/strict";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { FileWatch } from "./file_watch.ts";

test("a file that is written to, and one that is replaced, count as changed; a burst counts once", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-watch-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "a.yaml");
  writeFileSync(file, "1");
  let changes = 0;
  const watch = new FileWatch(() => changes++, assert.fail);
  t.after(() => watch.close());
  watch.watch([file]);
  await sleep(50);
  writeFileSync(join(folder, "other"), "x");
  await sleep(300);
  assert.equal(changes, 0);
  writeFileSync(file, "2");
  writeFileSync(file, "3");
  await sleep(400);
  assert.equal(changes, 1);
  writeFileSync(join(folder, "new"), "4");
  renameSync(join(folder, "new"), file);
  await sleep(400);
  assert.equal(changes, 2);
});

test("a change that was seen is told although other files are watched meanwhile", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-watch-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "a.yaml");
  writeFileSync(file, "1");
  let changes = 0;
  const watch = new FileWatch(() => changes++, assert.fail);
  t.after(() => watch.close());
  watch.watch([file]);
  await sleep(50);
  writeFileSync(file, "2");
  await sleep(50);
  watch.watch([file]);
  await sleep(300);
  assert.equal(changes, 1);
});

test("a folder that can't be watched is named", () => {
  const blind: string[] = [];
  const watch = new FileWatch(assert.fail, (folder) => void blind.push(folder));
  watch.watch(["/nowhere/at/all/a.yaml"]);
  watch.close();
  assert.deepEqual(blind, ["/nowhere/at/all"]);
});
