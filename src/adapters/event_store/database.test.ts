import assert from "node:assert/strict";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { temporaryFolder } from "../../../test/support/temporary_folder.ts";
import { isCorrupt, openForReading, openForWriting, setAside, sqliteCode, SQLITE_FULL } from "./database.ts";

function errorOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
}

test("the file and its log are for the owner alone", (context) => {
  const folder = join(temporaryFolder(context), "state");
  const database = openForWriting(join(folder, "events.sqlite"));
  database.exec("INSERT INTO runs (pid, started_ms) VALUES (1, 1)");
  const modes = readdirSync(folder).map((name) => `${name} ${(statSync(join(folder, name)).mode & 0o777).toString(8)}`);
  assert.deepEqual(modes.toSorted(), ["events.sqlite 600", "events.sqlite-shm 600", "events.sqlite-wal 600"]);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  database.close();
});

test("opening again changes nothing; a file of a later version is left alone", (context) => {
  const file = join(temporaryFolder(context), "events.sqlite");
  openForWriting(file).close();
  const database = openForWriting(file);
  assert.equal(database.prepare("PRAGMA journal_mode").get()?.["journal_mode"], "wal");
  database.exec("PRAGMA user_version = 99");
  database.close();
  assert.throws(() => openForWriting(file), /later version/u);
  assert.throws(() => openForReading(file), /schema 99/u);
});

test("reading needs a file, and says where one is sought", (context) => {
  const file = join(temporaryFolder(context), "events.sqlite");
  assert.throws(() => openForReading(file), /there is no event store at/u);
});

test("a reader can't write", (context) => {
  const file = join(temporaryFolder(context), "events.sqlite");
  openForWriting(file).close();
  const reader = openForReading(file);
  assert.throws(() => reader.exec("DELETE FROM journal"), /readonly/u);
  reader.close();
});

test("a file that is no database is corrupt, and can be set aside", (context) => {
  const folder = temporaryFolder(context);
  const file = join(folder, "events.sqlite");
  writeFileSync(file, "this is not a database ".repeat(500));
  const error = errorOf(() => openForWriting(file));
  assert.equal(isCorrupt(error), true);
  assert.equal(isCorrupt(new Error("x")), false);
  setAside(file);
  openForWriting(file).close();
  assert.deepEqual(readdirSync(folder).toSorted(), ["events.sqlite", "events.sqlite.corrupt"]);
});

test("SQLite's codes are read from its errors", () => {
  const database = new DatabaseSync(":memory:");
  database.exec("PRAGMA max_page_count = 1");
  assert.equal(sqliteCode(errorOf(() => database.exec("CREATE TABLE a (b)"))), SQLITE_FULL);
  assert.equal(sqliteCode(new Error("x")), 0);
});
