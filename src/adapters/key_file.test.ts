import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { parseApiKey } from "../token/api_key.ts";
import { createKey, listKeys, readKeyFile, revokeKey } from "./key_file.ts";
import { SYSTEM_DEPS } from "./system_deps.ts";

const folder = mkdtempSync(join(tmpdir(), "portcullis-keys-"));
after(() => rmSync(folder, { recursive: true }));
let count = 0;
const newFile = (): string => join(folder, `${++count}`, "keys.json");

test("a key is returned once; the file holds its digest, is closed to others, and lists it", () => {
  const file = newFile();
  const { key, record } = createKey(file, { name: "ci", scopes: ["orders:read"], apis: ["shop"], lifetimeS: 60 }, SYSTEM_DEPS);
  assert.equal(parseApiKey(key), record.id);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const written = readFileSync(file, "utf8");
  assert.ok(!written.includes(key) && !written.includes(key.slice(14, 57)) && written.includes(SYSTEM_DEPS.hash.sha256(key)));
  assert.deepEqual(listKeys(file), [record]);
  assert.deepEqual(
    [record.subject, record.issuer, record.scopes, record.apis, (record.expiresAtS ?? 0) - record.createdAtS, record.revokedAtS],
    ["ci", "portcullis", ["orders:read"], ["shop"], 60, null],
  );
});

test("a revoked key stays listed and stays revoked; an unknown id changes nothing", () => {
  const file = newFile();
  const { record } = createKey(file, { name: "a" }, SYSTEM_DEPS);
  createKey(file, { name: "b" }, SYSTEM_DEPS);
  const revoked = revokeKey(file, record.id, SYSTEM_DEPS);
  assert.ok(typeof revoked?.revokedAtS === "number");
  assert.deepEqual(revokeKey(file, record.id, { ...SYSTEM_DEPS, clock: { nowMs: () => 0, monotonicMs: () => 0 } }), revoked);
  assert.equal(revokeKey(file, "aaaaaaaaaa", SYSTEM_DEPS), null);
  assert.deepEqual(
    listKeys(file).map((key) => [key.name, key.revokedAtS !== null]),
    [
      ["a", true],
      ["b", false],
    ],
  );
});

test("a file that is missing has no keys; one that others may read, or that is not whole, is refused and left as it is", () => {
  assert.deepEqual(readKeyFile(join(folder, "none.json")), []);
  const file = newFile();
  createKey(file, { name: "a" }, SYSTEM_DEPS);
  const whole = readFileSync(file, "utf8");
  for (const broken of [
    "",
    "{",
    "[]",
    '{"version":2,"keys":[]}',
    whole.replace('"scopes"', '"scope"'),
    whole.replace("portcullis", "no|issuer"),
  ]) {
    writeFileSync(file, broken);
    assert.throws(() => readKeyFile(file), /is no file of API keys/u, broken);
    assert.throws(() => createKey(file, { name: "b" }, SYSTEM_DEPS));
    assert.equal(readFileSync(file, "utf8"), broken);
  }
  writeFileSync(file, whole);
  chmodSync(file, 0o644);
  assert.throws(() => readKeyFile(file), /chmod 600/u);
});

test("no two commands change the file at once, and the lock goes also after a failure", () => {
  const file = newFile();
  createKey(file, { name: "a" }, SYSTEM_DEPS);
  writeFileSync(`${file}.lock`, "");
  assert.throws(() => createKey(file, { name: "b" }, SYSTEM_DEPS), /being changed by another command/u);
  rmSync(`${file}.lock`);
  assert.throws(() => createKey(file, { name: "" }, SYSTEM_DEPS), /no key was made: its name/u);
  assert.throws(() => createKey(file, { name: "b", issuer: "http://idp.example" }, SYSTEM_DEPS), /issuer/u);
  createKey(file, { name: "b", issuer: "https://idp.example", subject: "alice" }, SYSTEM_DEPS);
  assert.equal(listKeys(file).length, 2);
});
