import assert from "node:assert/strict";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { batchOf, deniedRecord, recordWith } from "../../../test/support/exchange_record.ts";
import { temporaryFolder } from "../../../test/support/temporary_folder.ts";
import { EVERY_EVENT } from "../../events/query.ts";
import { openForWriting } from "./database.ts";
import { FOLLOW_POLL_MS, followEvents, readEvents } from "./follow_events.ts";
import { DEFAULT_RETENTION, JournalWriter } from "./journal_writer.ts";

function writerOf(file: string) {
  const database = openForWriting(file);
  const writer = new JournalWriter(database, { ...DEFAULT_RETENTION, maxAgeMs: Number.MAX_SAFE_INTEGER }, 1, 1, null);
  const add = (seq: number): void => {
    const { bytes } = batchOf(recordWith({ path: `/${seq}` }), deniedRecord({ path: `/${seq}` }));
    writer.append({ firstSeq: seq, lastSeq: seq + 1, fromMs: 1, toMs: 2, bytes }, [], 1);
  };
  return { database, add };
}

test("following tells what is there, then what comes, also from a file that takes its place", async (context) => {
  const file = join(temporaryFolder(context), "events.sqlite");
  const first = writerOf(file);
  first.add(1);
  first.add(3);
  const stop = new AbortController();
  const told: number[] = [];
  const until = async (count: number): Promise<void> => {
    for (let wait = 0; told.length < count && wait < 200; wait++) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const following = followEvents(
    file,
    { ...EVERY_EVENT, denied: true },
    1,
    (entry) => told.push(entry.kind === "exchange" ? entry.seq : 0),
    stop.signal,
  );
  await until(1);
  first.add(5);
  await until(2);
  first.database.close();
  renameSync(file, `${file}.old`);
  const second = writerOf(file);
  second.add(1);
  await until(3);
  stop.abort();
  await following;
  second.database.close();
  assert.deepEqual(told, [4, 6, 2]);
  assert.ok(FOLLOW_POLL_MS <= 250, "a refusal is seen within a quarter of a second");
});

test("reading gives the newest of a file nobody writes at the moment", (context) => {
  const file = join(temporaryFolder(context), "events.sqlite");
  const { database, add } = writerOf(file);
  add(1);
  database.close();
  assert.equal(readEvents(file, EVERY_EVENT, 1).entries.length, 1);
  assert.throws(() => readEvents(`${file}.none`, EVERY_EVENT, 1), /no event store/u);
});
