import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { skipWorkers } from "../../../test/support/workers.ts";
import { TicketKeys } from "../../adapters/listener/ticket_keys.ts";
import { WorkerCounts } from "../../adapters/workers/counts.ts";
import { WorkerProcess } from "./worker_process.ts";

const urlOf = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);

const NONE_SHOWN = { tokens: [], certificates: [] };

/** A process that has the worker's side of the channel, `channel`, and does `what` with each `message`. */
const worker = (what: string): string => `
  import net from "node:net";
  import { Channel } from ${urlOf("../../adapters/workers/channel.ts")};
  import { toWorker } from ${urlOf("../../adapters/workers/decode_messages.ts")};
  import { WORKER_VARIABLE } from ${urlOf("../../adapters/listener/inherited_sockets.ts")};
  const { channelFd } = JSON.parse(process.env[WORKER_VARIABLE]);
  const socket = new net.Socket({ fd: channelFd });
  const channel = new Channel(socket, toWorker, { onMessage: async (message) => { ${what} }, onEnd: () => process.exit(0) });
`;

function start(context: TestContext, script: string) {
  const tickets = new TicketKeys(null);
  context.after(() => tickets.close());
  const counts = new WorkerCounts(0, () => 0);
  const held = counts.hold();
  const taken: string[] = [];
  const gone: (string | null)[] = [];
  const message = {
    kind: "start",
    worker: 4,
    workers: 5,
    generation: 1,
    tickets: tickets.handOver(),
    overrides: [],
    challenges: NONE_SHOWN,
  } as const;
  const command = ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", script];
  const process = new WorkerProcess(command, { held: [], addresses: [] }, message, held, 7, {
    onMessage: (_from, { kind }, body) => void taken.push(`${kind} ${Buffer.from(body).toString()}`),
    onGone: (_from, fault) => void gone.push(fault),
  });
  context.after(async () => {
    process.kill("the test ended");
    await process.gone;
  });
  return { process, counts, taken, gone };
}

test("a worker that serves is asked and answers; what it sent before its end is taken before it is gone, once", {
  skip: skipWorkers,
}, async (context) => {
  const { process, taken, gone } = start(
    context,
    worker(`
      if (message.kind === "start") channel.send(message.worker === 4 ? { kind: "serving" } : { kind: "failed", issues: [] });
      if (message.kind === "challenges") channel.send({ kind: "shown", ticket: message.ticket });
      if (message.kind === "drain") {
        channel.send({ kind: "tell", begun: 9, released: [], failures: [], charges: [] });
        channel.send({ kind: "records", count: 2, fromMs: 1, toMs: 2 }, Buffer.from("lines"));
        channel.send({ kind: "lost", count: 3, reason: "queue_full" });
        await channel.close();
        process.exit(0);
      }`),
  );
  assert.equal(await process.started, null);
  assert.deepEqual([process.number, process.startedAtMs, process.serves], [4, 7, false], "it serves once its generation is known");
  process.generation = 1;
  assert.equal(process.serves, true);
  const answer = await process.ask((ticket) => ({ kind: "challenges", ticket, challenges: NONE_SHOWN }), 5_000);
  assert.equal(answer?.kind, "shown");
  process.send({ kind: "drain", withinMs: 0 });
  await process.gone;
  assert.deepEqual(taken, ["shown ", "tell ", "records lines", "lost "]);
  assert.deepEqual([process.begun, process.received, process.serves], [9, 5, false]);
  assert.deepEqual(gone, ["it ended with 0"]);
  assert.equal(await process.ask((ticket) => ({ kind: "metrics", ticket }), 5_000), null);
});

test("one that can't serve says why; one that ends without a word has nothing to say", { skip: skipWorkers }, async (context) => {
  const issue = { severity: "error", code: "listen.failed", message: "no", file: null, pointer: "/listen", line: null, column: null };
  const failing = start(context, worker(`channel.send({ kind: "failed", issues: [${JSON.stringify(issue)}] });`));
  assert.deepEqual(await failing.process.started, [issue]);
  const silent = start(context, "process.exit(5)");
  assert.deepEqual(await silent.process.started, []);
  await silent.process.gone;
  assert.deepEqual(silent.gone, ["it ended with 5"]);
});

test("one that is killed while it is asked leaves nobody waiting, and the reason is the first that was given", {
  skip: skipWorkers,
}, async (context) => {
  const { process, gone } = start(context, worker(`if (message.kind === "start") channel.send({ kind: "serving" });`));
  await process.started;
  const asked = process.ask((ticket) => ({ kind: "metrics", ticket }), 60_000);
  process.kill("it hung");
  process.kill("again");
  assert.equal(await asked, null);
  await process.gone;
  assert.deepEqual(gone, ["it hung"]);
});

test("one that says what can't be is ended", { skip: skipWorkers }, async (context) => {
  const { process, gone } = start(context, worker(`socket.write(Buffer.alloc(64, 255));`));
  await process.gone;
  assert.equal(gone.length, 1);
  assert.doesNotMatch(gone[0] ?? "", /^it ended/u);
  assert.notEqual(gone[0], null);
});

test("slots that it held are free again once it is gone", { skip: skipWorkers }, async (context) => {
  const { process, counts } = start(
    context,
    worker(`
      if (message.kind === "start") channel.send({ kind: "ask", ticket: 1, limits: [], slots: [["key", 1]] });
      if (message.kind === "answer") channel.send(message.slots[0] ? { kind: "serving" } : { kind: "failed", issues: [] });`),
  );
  assert.equal(await process.started, null);
  const other = counts.hold();
  assert.deepEqual(other.answer(1, [], [["key", 1]]).slots, [false]);
  process.kill("enough");
  await process.gone;
  assert.deepEqual(other.answer(2, [], [["key", 1]]).slots, [true]);
});
