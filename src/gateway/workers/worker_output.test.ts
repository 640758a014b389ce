import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { batchOf, recordWith } from "../../../test/support/exchange_record.ts";
import { temporaryFolder } from "../../../test/support/temporary_folder.ts";
import { EventStore } from "../../adapters/event_store/event_store.ts";
import { readEvents } from "../../adapters/event_store/follow_events.ts";
import type { LogOptions } from "../../config/config.ts";
import { EVERY_EVENT } from "../../events/query.ts";
import type { LineBatch } from "../../events/record_lines.ts";
import { GatewayLogs } from "../gateway_logs.ts";
import { WorkerOutput } from "./worker_output.ts";

const ALL_JSON: LogOptions = { exchanges: "all", format: "json", file: "log" };

async function open(context: TestContext, log: LogOptions = ALL_JSON) {
  const folder = temporaryFolder(context);
  const logs = new GatewayLogs(log, folder, null);
  const store = new EventStore({ file: join(folder, "events.sqlite"), retention: { maxAgeMs: Number.MAX_SAFE_INTEGER } });
  await store.start();
  let closed: Promise<void> | null = null;
  const close = (): Promise<void> => (closed ??= store.close().then(() => logs.close()));
  context.after(close);
  const logged = (): readonly string[] => readFileSync(join(folder, "log"), "utf8").split("\n").slice(0, -1);
  const numbers = (): readonly number[] =>
    readEvents(join(folder, "events.sqlite"), EVERY_EVENT, 100).entries.flatMap((entry) => (entry.kind === "exchange" ? [entry.seq] : []));
  return { logs, store, close, logged, numbers };
}

const records = ({ count, fromMs, toMs }: LineBatch) => ({ kind: "records", count, fromMs, toMs }) as const;

test("records are stored with numbers of one row, and logged where the log takes the same lines", async (context) => {
  const { logs, store, close, logged, numbers } = await open(context);
  const output = new WorkerOutput({ logs, store });
  const two = batchOf(recordWith({ path: "/1" }), recordWith({ path: "/2" }));
  const bytes = Uint8Array.from(two.bytes);
  output.take(records(two), bytes, ALL_JSON);
  // A view of what is read next into the same memory.
  bytes.fill(0);
  output.take({ kind: "lost", count: 3, reason: "queue_full" }, new Uint8Array(0), ALL_JSON);
  output.lost(2);
  const one = batchOf(recordWith({ path: "/3" }));
  output.take(records(one), one.bytes, ALL_JSON);
  output.take({ kind: "said", line: '{"level":30,"msg":"own"}\n' }, new Uint8Array(0), ALL_JSON);
  await close();
  assert.deepEqual(numbers(), [1, 2, 8]);
  assert.deepEqual([store.health().lost.queue_full, store.health().lost.worker_ended], [3, 2]);
  const paths = logged().map((line) => /"path":"([^"]+)"/u.exec(line)?.[1] ?? line);
  assert.deepEqual(paths, ["/1", "/2", "/3", '{"level":30,"msg":"own"}']);
});

test("where the log has lines of its own, records are only stored, and those lines only logged", async (context) => {
  const denied: LogOptions = { ...ALL_JSON, exchanges: "denied" };
  const { logs, store, close, logged, numbers } = await open(context, denied);
  const output = new WorkerOutput({ logs, store });
  const one = batchOf(recordWith({}));
  output.take(records(one), one.bytes, denied);
  for (const line of ["a", "b"]) output.take({ kind: "lines", count: 1 }, new TextEncoder().encode(`${line}\n`), denied);
  await close();
  assert.deepEqual([numbers(), logged()], [[1], ["a", "b"]]);
});

test("without a store records are logged all the same, also those longer than a buffer of the pool", async (context) => {
  const { logs, close, logged } = await open(context);
  const output = new WorkerOutput({ logs, store: null });
  const long = batchOf(recordWith({ path: `/${"x".repeat(1_048_576)}` }));
  output.take(records(long), long.bytes, ALL_JSON);
  output.take({ kind: "lost", count: 1, reason: "queue_full" }, new Uint8Array(0), ALL_JSON);
  output.lost(1);
  await close();
  assert.deepEqual(
    logged().map((line) => `${line}\n`.length),
    [long.bytes.length],
  );
});
