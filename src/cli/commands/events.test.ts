import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { eventually } from "../../../test/support/edge.ts";
import { batchOf, deniedRecord, recordWith } from "../../../test/support/exchange_record.ts";
import { temporaryFolder } from "../../../test/support/temporary_folder.ts";
import { EventStore } from "../../adapters/event_store/event_store.ts";
import { EXIT, type Io, UsageError } from "../command.ts";
import { events, runEvents } from "./events.ts";

const NEVER = new AbortController().signal;

function io(cwd: string): Io & { readonly outputs: string[]; readonly errors: string[] } {
  const outputs: string[] = [];
  const errors: string[] = [];
  return {
    outputs,
    errors,
    out: (text) => void outputs.push(text),
    err: (text) => void errors.push(text),
    colours: false,
    columns: 110,
    cwd,
    env: {},
  };
}

async function withStore(context: TestContext) {
  const cwd = temporaryFolder(context);
  const store = new EventStore({ file: join(cwd, ".portcullis", "events.sqlite") });
  await store.start();
  context.after(() => store.close());
  const now = Date.now();
  store.append(batchOf(recordWith({ timeMs: now - 60_000 }), deniedRecord({ timeMs: now - 30_000 }), recordWith({ timeMs: now })));
  store.drop(2, "queue_full");
  store.append(batchOf(recordWith({ timeMs: now, principal: "https://idp.example|bob" })));
  await store.flush();
  return { cwd, store };
}

test("the table shows what matches, says what was lost, and ends with 0", async (context) => {
  const { cwd } = await withStore(context);
  const all = io(cwd);
  assert.equal(await runEvents([], all, NEVER), EXIT.ok);
  assert.equal(all.outputs.length, 1 + 4 + 1);
  assert.match(all.outputs.join(""), /--- 2 records lost between #3 and #6 \(queue full\)/u);
  assert.match(all.errors.join(""), /^no room for MS: .*\n2 records of this time were lost/u);
  const denied = io(cwd);
  await runEvents(["--denied", "--since", "10m"], denied, NEVER);
  assert.deepEqual(
    denied.outputs.map((line) => /denied|lost|VERDICT/u.exec(line)?.[0]),
    ["VERDICT", "denied", "lost"],
  );
  const none = io(cwd);
  await runEvents(["--api", "no-such", "--since", "1ms"], none, NEVER);
  assert.deepEqual(none.outputs, []);
  assert.match(none.errors.join(""), /no exchange matches/u);
});

test("JSON has one entry per line, the record as it was offered", async (context) => {
  const { cwd } = await withStore(context);
  const seen = io(cwd);
  await runEvents(["--output", "json", "--principal", "bob"], seen, NEVER);
  const entries = seen.outputs.map((line): unknown => JSON.parse(line));
  assert.deepEqual(
    entries.map((entry) => (typeof entry === "object" && entry !== null && "kind" in entry ? entry.kind : null)),
    ["lost", "exchange"],
  );
  assert.deepEqual(seen.errors, []);
});

test("following shows what comes until it is stopped", async (context) => {
  const { cwd, store } = await withStore(context);
  const seen = io(cwd);
  const stop = new AbortController();
  const following = runEvents(["--follow", "--denied"], seen, stop.signal);
  await eventually(() => seen.outputs.some((line) => line.includes("denied")), "what there was before");
  store.append(batchOf(recordWith({}), deniedRecord({ path: "/late" })));
  await eventually(() => seen.outputs.some((line) => line.includes("/late")), "what comes late");
  stop.abort();
  assert.equal(await following, EXIT.ok);
  assert.match(seen.outputs.at(-1) ?? "", /denied.*\/late/u);
});

test("a wrong option is a usage error, a missing store an error that says where it was sought", async (context) => {
  const cwd = temporaryFolder(context);
  for (const args of [
    ["--limit", "0"],
    ["--since", "yesterday"],
    ["--since", "10"],
    ["--output", "xml"],
  ])
    await assert.rejects(runEvents(args, io(cwd), NEVER), UsageError);
  await assert.rejects(
    runEvents(["--nothing"], io(cwd), NEVER),
    (error) => error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"),
  );
  await assert.rejects(runEvents([], io(cwd), NEVER), /there is no event store at/u);
  assert.equal(events.name, "events");
});
