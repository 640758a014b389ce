import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { FileKeyStore, type KeyFileStatus } from "./file_key_store.ts";
import { createKey, revokeKey } from "./key_file.ts";
import { SYSTEM_DEPS } from "./system_deps.ts";

const folder = mkdtempSync(join(tmpdir(), "portcullis-store-"));
after(() => rmSync(folder, { recursive: true }));

test("a key is found by its digest, and what changes in the file is known within a second or so", async () => {
  const file = join(folder, "keys.json");
  const first = createKey(file, { name: "a" }, SYSTEM_DEPS);
  const store = new FileKeyStore(file);
  assert.equal(store.find(SYSTEM_DEPS.hash.sha256(first.key))?.id, first.record.id);
  assert.equal(store.find(SYSTEM_DEPS.hash.sha256("x")), null);
  revokeKey(file, first.record.id, SYSTEM_DEPS);
  for (let round = 0; round < 100 && store.find(first.record.digest)?.revokedAtS === null; round++) await sleep(50);
  assert.equal(typeof store.find(first.record.digest)?.revokedAtS, "number");
  store.close();
});

test("a file that can't be used leaves the keys from before, and says so", () => {
  const file = join(folder, "broken.json");
  const { record } = createKey(file, { name: "a" }, SYSTEM_DEPS);
  const told: KeyFileStatus[] = [];
  const store = new FileKeyStore(file, (status) => told.push(status));
  writeFileSync(file, "{");
  store.reload();
  assert.equal(store.find(record.digest)?.id, record.id);
  assert.match(store.status().failure ?? "", /not JSON/u);
  rmSync(file);
  store.reload();
  assert.deepEqual(store.status(), { file, keys: 0, failure: null });
  assert.equal(told.length, 3);
  store.close();
});
