import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { callCommand, folderWith, SMALL_PROJECT } from "../../../test/support/command_io.ts";
import { batchOf, recordWith } from "../../../test/support/exchange_record.ts";
import { EventStore } from "../../adapters/event_store/event_store.ts";
import { explain } from "../commands/explain.ts";
import { eventIdsLike, isPartOfId } from "./find_event.ts";

// Why of now: a store lets old records go, and seeks an id at the time that it holds.
const NOW = Date.now();
const TIME = NOW.toString(16).padStart(12, "0");
const BEGINNING = `${TIME.slice(0, 8)}-${TIME.slice(8)}`;
const [FIRST, SECOND] = [`${BEGINNING}-7c3a-9f10-2b6c5d4e3f21`, `${BEGINNING}-7c3a-9f10-2b6c5d4e3f22`] as const;

test("what is cut from an id is told from a path", () => {
  for (const part of [FIRST, "01a20d67-0340-74a3", "5d4e3f21", "01a20d67-0340-74a3-"]) assert.ok(isPartOfId(part), part);
  for (const path of ["/01a20d67", "orders", "12345", "*", "http://h/", `${FIRST}0`]) assert.ok(!isPartOfId(path), path);
});

test("an event is explained by the beginning or the end of its id, where only one has it", async (context) => {
  const folder = folderWith(context, {
    ...SMALL_PROJECT,
    "portcullis.yaml": (SMALL_PROJECT["portcullis.yaml"] ?? "").replace("store: off", ""),
  });
  const file = join(folder, ".portcullis", "events.sqlite");
  const store = new EventStore({ file });
  await store.start();
  store.append(batchOf(recordWith({ id: FIRST, timeMs: NOW }), recordWith({ id: SECOND, timeMs: NOW })));
  await store.close();
  assert.deepEqual(eventIdsLike("5D4E3F21", file), [FIRST]);
  assert.deepEqual(eventIdsLike(BEGINNING, file), [FIRST, SECOND]);
  const one = await callCommand(explain, ["5d4e3f22"], folder);
  assert.equal(one.code, 0, one.err);
  assert.ok(one.out.includes(SECOND));
  const two = await callCommand(explain, [BEGINNING], folder);
  assert.deepEqual([two.code, two.err.includes(`write more of it: ${FIRST}, ${SECOND}`)], [1, true]);
  const none = await callCommand(explain, ["01a20d67-0340-74a3"], folder);
  assert.deepEqual([none.code, none.out], [1, ""]);
  assert.match(none.err, /^no event in \.portcullis\/events\.sqlite has an id that begins or ends with `01a20d67-0340-74a3`/u);
});
