import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { batchOf, recordWith } from "../../../test/support/exchange_record.ts";
import { temporaryFolder } from "../../../test/support/temporary_folder.ts";
import { EVERY_EVENT } from "../../events/query.ts";
import { DEFAULT_RETENTION } from "./journal_writer.ts";
import type { Reply, Request } from "./messages.ts";
import { parseWorkerSettings, StoreThread } from "./store_thread.ts";

const append = (ticket: number): Request => ({
  kind: "append",
  ticket,
  batch: { firstSeq: ticket, lastSeq: ticket, fromMs: 1, toMs: Date.now(), bytes: batchOf(recordWith({})).bytes },
  losses: [],
});

function thread(context: TestContext, file: string) {
  const replies: Reply[] = [];
  const store = new StoreThread({ file, retention: DEFAULT_RETENTION, resumed: null }, (reply) => replies.push(reply));
  context.after(() => store.take({ kind: "close", losses: [] }));
  store.open();
  return { store, replies };
}

test("each request is answered once, in order", async (context) => {
  const { store, replies } = thread(context, join(temporaryFolder(context), "events.sqlite"));
  store.take(append(1));
  store.take({ kind: "audit", ticket: 2, event: { timeMs: 1, action: "a", by: "token", detail: {} } });
  store.take({ kind: "query", ticket: 3, filter: EVERY_EVENT, limit: 10, before: null });
  while (replies.length < 4) await new Promise(setImmediate);
  assert.deepEqual(
    replies.map((reply) => reply.kind),
    ["opened", "done", "done", "page"],
  );
  const page = replies[3];
  assert.equal(page?.kind === "page" && page.page.entries.length, 2);
});

test("a file that can't be opened is said to fail, and writing works once it can be", async (context) => {
  const folder = temporaryFolder(context);
  const blocked = join(folder, "blocked");
  writeFileSync(blocked, "a file where a folder should be");
  const { store, replies } = thread(context, join(blocked, "events.sqlite"));
  store.take(append(1));
  assert.deepEqual(
    replies.map((reply) => [reply.kind, "error" in reply && typeof reply.error === "string"]),
    [
      ["opened", true],
      ["failed", true],
    ],
  );
});

test("a broken file is set aside and a new one begun", (context) => {
  const file = join(temporaryFolder(context), "events.sqlite");
  writeFileSync(file, "not a database ".repeat(1_000));
  const { store, replies } = thread(context, file);
  store.take(append(1));
  assert.deepEqual(
    replies.map((reply) => [reply.kind, "run" in reply ? reply.run : null]),
    [
      ["opened", 1],
      ["done", 1],
    ],
  );
  assert.ok(existsSync(`${file}.corrupt`));
});

test("what is no request is an error of the program, not ignored", (context) => {
  const { store } = thread(context, join(temporaryFolder(context), "events.sqlite"));
  for (const message of [null, 1, {}, { kind: "drop" }]) assert.throws(() => store.take(message), /something else/u);
});

test("settings are decoded", () => {
  const settings = { file: "f", retention: DEFAULT_RETENTION, resumed: 3 };
  assert.deepEqual(parseWorkerSettings(settings), settings);
  assert.throws(() => parseWorkerSettings({ file: 1 }));
});
