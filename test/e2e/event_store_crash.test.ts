/** The event store survives the end of its process at any moment: what was written stays, and the next start says that there may have been more. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { EventStore } from "../../src/adapters/event_store/event_store.ts";
import { readEvents } from "../../src/adapters/event_store/follow_events.ts";
import { EVERY_EVENT } from "../../src/events/query.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const WRITER = `
import { EventStore } from ${JSON.stringify(new URL("../../src/adapters/event_store/event_store.ts", import.meta.url).href)};
import { batchOf, deniedRecord, recordWith } from ${JSON.stringify(new URL("../support/exchange_record.ts", import.meta.url).href)};
const store = new EventStore({ file: process.argv[1] });
await store.start();
const now = Date.now();
store.append(batchOf(deniedRecord({ timeMs: now }), recordWith({ timeMs: now })));
await store.flush();
console.log("written");
for (;;) {
  for (let batch = 0; batch < 20; batch++) store.append(batchOf(...Array.from({ length: 200 }, () => recordWith({ timeMs: now }))));
  await new Promise((resolve) => setImmediate(resolve));
}
`;

test("a killed gateway leaves a whole file with all that was written, and the loss is told", async (context) => {
  const file = join(temporaryFolder(context), "events.sqlite");
  const writer = spawn(process.execPath, ["--input-type=module", "-e", WRITER, file], { stdio: ["ignore", "pipe", "inherit"] });
  await once(writer.stdout, "data");
  await new Promise((resolve) => setTimeout(resolve, 200));
  writer.kill("SIGKILL");
  await once(writer, "exit");

  const store = new EventStore({ file });
  await store.start();
  assert.equal(store.health().error, null);
  await store.close();
  const database = new DatabaseSync(file, { readOnly: true });
  assert.equal(database.prepare("PRAGMA integrity_check").get()?.["integrity_check"], "ok");
  const last = database.prepare("SELECT max(last_seq) AS seq FROM journal WHERE run = 1 AND kind = 'records'").get()?.["seq"];
  database.close();

  const { entries } = readEvents(file, { ...EVERY_EVENT, denied: true }, 10);
  assert.deepEqual(
    entries.map((entry) => entry.kind),
    ["exchange", "lost"],
  );
  const loss = entries[1];
  assert.ok(loss?.kind === "lost" && loss.reason === "unclean_stop" && loss.firstSeq === Number(last) + 1, JSON.stringify(loss));
});
