/**
 * The event store's file: an SQLite database in WAL mode that one gateway process writes and any number read. A batch of records is one row, a line of JSON
 * per record; the view `events` shows them one by one to whoever opens the file (docs/decisions/event-store.md).
 */
import { existsSync, renameSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { makePrivateFile } from "../private_file.ts";

/** Steps from an empty file to the present schema; a file's `user_version` says how many it has had. Never changed, only added to. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE runs (
     run INTEGER PRIMARY KEY AUTOINCREMENT,
     pid INTEGER NOT NULL,
     started_ms INTEGER NOT NULL,
     ended_ms INTEGER
   ) STRICT;
   CREATE TABLE journal (
     entry INTEGER PRIMARY KEY AUTOINCREMENT,
     kind TEXT NOT NULL CHECK (kind IN ('records', 'lost', 'audit')),
     run INTEGER NOT NULL,
     first_seq INTEGER NOT NULL,
     last_seq INTEGER,
     from_ms INTEGER NOT NULL,
     to_ms INTEGER NOT NULL,
     body ANY NOT NULL
   ) STRICT;
   CREATE INDEX journal_time ON journal (to_ms, from_ms);
   CREATE INDEX journal_audit ON journal (entry) WHERE kind = 'audit';
   CREATE VIEW events AS
     SELECT j.run, j.first_seq + e.key AS seq, e.value ->> '$.timeMs' AS time_ms, e.value ->> '$.id' AS id, e.value ->> '$.api' AS api,
       e.value ->> '$.operation' AS operation, e.value ->> '$.principal' AS principal, e.value ->> '$.outcome' AS outcome, e.value ->> '$.by' AS "by",
       e.value ->> '$.code' AS code, e.value ->> '$.status' AS status, e.value AS record
     FROM journal j, json_each('[' || replace(rtrim(CAST(j.body AS TEXT), char(10)), char(10), ',') || ']') e WHERE j.kind = 'records';
   CREATE VIEW audit AS
     SELECT run, from_ms AS time_ms, body ->> '$.action' AS action, body ->> '$.by' AS "by", body ->> '$.detail' AS detail FROM journal WHERE kind = 'audit';`,
  `CREATE TABLE captures (id TEXT PRIMARY KEY, expires_ms INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT;
   CREATE INDEX captures_time ON captures (expires_ms);`,
];

const PAGE_BYTES = 16_384;
const BUSY_TIMEOUT_MS = 5_000;

/** SQLite's primary result code of an error (`sqlite.org/rescode.html`); 0 for an error of another kind. */
export function sqliteCode(error: unknown): number {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number" ? error.errcode & 0xff : 0;
}
const SQLITE_CORRUPT = 11;
export const SQLITE_FULL = 13;
const SQLITE_NOTADB = 26;

/** Whether the file itself is broken, so that trying again is of no use. */
export function isCorrupt(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
}

/** Opens the file to write, making it (0600) where it is missing and bringing an older one up to date. Throws what SQLite throws. */
export function openForWriting(file: string): DatabaseSync {
  makePrivateFile(file);
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
      PRAGMA journal_size_limit = 67108864; PRAGMA trusted_schema = OFF;`);
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Opens the file to read, beside a gateway that writes it. Throws when there is none or it is of a later version. */
export function openForReading(file: string): DatabaseSync {
  if (!existsSync(file)) throw new Error(`there is no event store at \`${file}\`; name the gateway's own with \`--store\``);
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    const version = versionOf(database);
    if (version !== MIGRATIONS.length) throw new Error(`\`${file}\` has schema ${version} and this version reads ${MIGRATIONS.length}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Moves a broken file out of the way, replacing one that was moved before, so that a new one can begin. */
export function setAside(file: string): void {
  for (const suffix of ["-wal", "-shm"]) rmSync(`${file}${suffix}`, { force: true });
  renameSync(file, `${file}.corrupt`);
}

function versionOf(database: DatabaseSync): number {
  const version = database.prepare("PRAGMA user_version").get()?.["user_version"];
  return typeof version === "number" ? version : 0;
}

function migrate(database: DatabaseSync): void {
  const version = versionOf(database);
  if (version > MIGRATIONS.length)
    throw new Error(`the event store has schema ${version}, written by a later version; this one knows ${MIGRATIONS.length}`);
  for (const [index, step] of MIGRATIONS.entries()) {
    if (index < version) continue;
    database.exec(`BEGIN IMMEDIATE; ${step} PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
}
