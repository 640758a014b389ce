import assert from "node:assert/strict";
import { test } from "node:test";
import type { FromWorker } from "../../adapters/workers/messages.ts";
import { MAX_BODY_BYTES } from "../../adapters/workers/frames.ts";
import { logsWhatIsStored, SentLines, SentRecords } from "./sent_records.ts";

function primary(queuedBytes = 0) {
  const sent: (readonly [FromWorker, number])[] = [];
  const send = (message: FromWorker, body: Uint8Array = new Uint8Array(0)): void => void sent.push([message, body.length]);
  return { sent, channel: { queuedBytes, send } };
}
const batchOf = (length: number) => ({ bytes: new Uint8Array(new ArrayBuffer(length)), count: 3, fromMs: 1, toMs: 2 });

test("a batch goes over with its count and times; what the primary does not take, or that is too long, is a loss it can count", () => {
  const open = primary();
  assert.equal(new SentRecords(open.channel).append(batchOf(10)), true);
  assert.equal(new SentRecords(open.channel).append(batchOf(MAX_BODY_BYTES + 1)), false);
  const busy = primary(16 * 1_048_576 + 1);
  assert.equal(new SentRecords(busy.channel).append(batchOf(10)), false);
  new SentRecords(busy.channel).capture("id", 1, new Uint8Array(1));
  new SentLines(30, busy.channel).writeLines(batchOf(10));
  assert.deepEqual(
    [...open.sent, ...busy.sent],
    [
      [{ kind: "records", count: 3, fromMs: 1, toMs: 2 }, 10],
      [{ kind: "lost", count: 3, reason: "not_encodable" }, 0],
      [{ kind: "lost", count: 3, reason: "queue_full" }, 0],
    ],
  );
});

test("lines travel once where the log takes those of the store", () => {
  assert.equal(logsWhatIsStored({ exchanges: "all", format: "json", file: null }), true);
  assert.equal(logsWhatIsStored({ exchanges: "all", format: "combined", file: null }), false);
  assert.equal(logsWhatIsStored({ exchanges: "denied", format: "json", file: null }), false);
});
