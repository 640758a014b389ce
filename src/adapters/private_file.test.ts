import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../../test/support/temporary_folder.ts";
import { errorCode } from "../codec/thrown.ts";
import { makePrivateFile, makePrivateFolder, readOrMakeSecret, readPrivateFile, writePrivateFile } from "./private_file.ts";

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test("a private file is made 0600 in a folder made 0700, and rights of others are taken from one that exists", (context) => {
  const file = join(temporaryFolder(context), "deep", "state");
  makePrivateFile(file);
  assert.equal(modeOf(file), "600");
  assert.equal(modeOf(join(file, "..")), "700");
  chmodSync(file, 0o644);
  makePrivateFile(file);
  assert.equal(modeOf(file), "600");
});

test("a folder that exists keeps its mode", (context) => {
  const folder = join(temporaryFolder(context), "shared");
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  makePrivateFolder(join(folder, "file"));
  assert.equal(modeOf(folder), "755");
});

test("a file that others may read is not believed, nor a link; one that is missing is null", (context) => {
  const folder = temporaryFolder(context);
  const file = join(folder, "secret");
  assert.equal(readPrivateFile(file), null);
  writeFileSync(file, "x", { mode: 0o600 });
  assert.equal(readPrivateFile(file), "x");
  chmodSync(file, 0o640);
  assert.throws(() => readPrivateFile(file), /chmod 600/u);
  symlinkSync(file, join(folder, "link"));
  assert.throws(
    () => readPrivateFile(join(folder, "link")),
    (error) => errorCode(error) === "ELOOP",
  );
  assert.throws(() => readPrivateFile(folder), /not a regular file/u);
});

test("writing replaces the whole text and leaves nothing else behind", (context) => {
  const folder = temporaryFolder(context);
  const file = join(folder, "state");
  writePrivateFile(file, "a much longer first text");
  writePrivateFile(file, "short");
  assert.equal(readPrivateFile(file), "short");
  assert.equal(modeOf(file), "600");
  assert.deepEqual(readdirSync(folder), ["state"]);
});

test("what somebody else laid where the new text is to be written is neither written to nor followed", (context) => {
  const folder = temporaryFolder(context);
  const [file, others] = [join(folder, "state"), join(folder, "others")];
  writeFileSync(others, "mine");
  symlinkSync(others, `${file}.${process.pid}.new`);
  writePrivateFile(file, "secret");
  assert.deepEqual([readFileSync(others, "utf8"), readPrivateFile(file)], ["mine", "secret"]);
  assert.ok(!lstatSync(file).isSymbolicLink());
});

test("a text that there is no room for leaves the old one, and says so", (context) => {
  const folder = temporaryFolder(context);
  const file = join(folder, "state");
  writePrivateFile(file, "old");
  const script = `import { writePrivateFile } from ${JSON.stringify(new URL("private_file.ts", import.meta.url).href)};
    writePrivateFile(${JSON.stringify(file)}, "x".repeat(5000));`;
  // Blocks of at most 1 KB: one write takes a part of the text, the next fails.
  const child = spawnSync("/bin/sh", ["-c", 'ulimit -f 2 && exec "$0" --input-type=module -e "$1"', process.execPath, script]);
  assert.match(child.stderr.toString(), /EFBIG/u);
  assert.equal(readPrivateFile(file), "old");
  assert.deepEqual(readdirSync(folder), ["state"]);
});

test("a secret is made once, of 32 bytes, and kept; a short one is refused", (context) => {
  const folder = temporaryFolder(context);
  const file = join(folder, "token");
  const secret = readOrMakeSecret(file);
  assert.match(secret, /^[A-Za-z0-9_-]{43}$/u);
  assert.equal(modeOf(file), "600");
  assert.equal(readOrMakeSecret(file), secret);
  assert.notEqual(readOrMakeSecret(join(folder, "other")), secret);
  writePrivateFile(file, "short\n");
  assert.throws(() => readOrMakeSecret(file), /fewer than 32/u);
});
