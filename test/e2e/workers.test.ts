/** Several worker processes behind one gateway: they serve side by side, and what must hold for all of them together does. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { createKey } from "../../src/adapters/key_file.ts";
import { SYSTEM_DEPS } from "../../src/adapters/system_deps.ts";
import { makeCertificate } from "../support/certificate.ts";
import { writeTestConfig } from "../support/gateway.ts";
import { RawClient } from "../support/raw_client.ts";
import { runPortcullis } from "../support/run_process.ts";
import { handshake } from "../support/tls_client.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";
import { skipWorkers as skip, startWorkers, until, without, type WorkerGateway } from "../support/workers.ts";

const GET = "GET /a HTTP/1.1\r\nHost: open.test\r\n\r\n";

/** Status of one call over a connection of its own; 0 where the connection broke. */
function call(port: number, host = "open.test", fields = "", localAddress = "127.0.0.1"): Promise<number> {
  return new Promise((resolve) => {
    const request = `GET /a HTTP/1.1\r\nHost: ${host}\r\n${fields}Connection: close\r\n\r\n`;
    const socket = net.connect({ port, host: "127.0.0.1", localAddress }, () => socket.write(request));
    let answer = "";
    socket.setEncoding("latin1").on("data", (text: string) => (answer += text));
    socket.on("error", () => resolve(0));
    socket.on("close", () => resolve(Number(/^HTTP\/1\.1 ([0-9]{3}) /u.exec(answer)?.[1] ?? 0)));
  });
}

const times = async (number: number, step: () => Promise<number>): Promise<readonly number[]> =>
  await Promise.all(Array.from({ length: number }, step));

const count = (statuses: readonly number[], status: number): number => statuses.filter((each) => each === status).length;

/** Calls of an upstream that answers when it is let. */
class HeldCalls {
  readonly waiting: (() => void)[] = [];
  readonly answer: Parameters<typeof startWorkers>[2] = ({ headers }, response) => {
    if (headers.host !== "held.test") response.end("ok");
    else this.waiting.push(() => response.end("late"));
  };

  release(): void {
    for (const release of this.waiting) release();
  }
}

const CERTIFICATE = makeCertificate();

/** One gateway for all that does not end it: starting processes is most of the time. */
async function startAll(stack: AsyncDisposableStack, held: HeldCalls): Promise<WorkerGateway> {
  const api = (name: string, more: object) => ({ name, hosts: [`${name}.test`], routes: "any", public: true, ...more });
  const listen = ["127.0.0.1:0", { address: "127.0.0.1:0", tls: { cert: "a.pem", key: "a.key" } }];
  const lockout = { threshold: 3, first: "10m", longest: "10m" };
  const upstream = { url: "", host: "preserve" };
  const apis = [
    api("open", { hosts: ["open.test", "localhost"] }),
    api("held", { concurrency: { per: "api", max: 4 } }),
    api("rate", { limits: [{ per: "ip", rate: "10/h" }] }),
    api("keys", { public: false, auth: { keys: "keys.json" } }),
  ];
  return await startWorkers(
    stack,
    {
      config: { listen, lockout, log: { exchanges: "all", file: "log" } },
      files: { "a.pem": CERTIFICATE.cert, "a.key": CERTIFICATE.key },
      apisAt: (url) => apis.map((each) => ({ ...each, upstream: { ...upstream, url } })),
    },
    held.answer,
  );
}

/** A module with a guard of a user's, which knows the how manyth it is to be loaded (`turn`), whichever process does. */
function guardThat(does: string, folder: string): string {
  return `import fs from "node:fs";
import { z } from ${JSON.stringify(import.meta.resolve("zod"))};
import { defineGuard } from ${JSON.stringify(import.meta.resolve("../../src/index.ts"))};
let turn = 1;
for (;; turn++) {
  try {
    fs.writeFileSync(${JSON.stringify(join(folder, "turn-"))} + turn, "", { flag: "wx" });
    break;
  } catch {}
}
${does}
export const guard = defineGuard({ name: "mine", phase: "head", summary: "s", always: true, options: z.strictObject({}).prefault({}), compile: () => ({ kind: "none" }) });`;
}

test("workers behind one gateway", { skip }, async (context) => {
  await using stack = new AsyncDisposableStack();
  const held = new HeldCalls();
  const gateway = await startAll(stack, held);
  const { port } = gateway;
  const pids = async (): Promise<readonly [number, number]> => {
    const [[first] = [0], [second] = [0]] = await gateway.standing();
    return [first, second];
  };
  const stored = async (): Promise<number> => (await gateway.metrics()).value("portcullis_events_stored_total");
  const replaced = async (pid: number): Promise<void> =>
    await until(async () => (await gateway.standing()).filter(([each]) => each !== pid).length === 2, "another worker");

  await context.test("each answers alone; every exchange is one record, one line and one in the sum of the metrics", async () => {
    const [first, second] = await pids();
    assert.ok(first > 0 && second > 0 && first !== second);
    for (const still of [first, second])
      assert.deepEqual(await without([still], async () => await times(10, () => call(port))), Array<number>(10).fill(200));
    assert.equal(await call(port, "open.test", "Transfer-Encoding: x\r\n"), 400, "refused before it is routed");
    await until(async () => (await stored()) === 21, "21 records");
    const metrics = await gateway.metrics();
    assert.equal(metrics.value("http_server_request_duration_seconds_count", 'status_class="2xx"'), 20);
    assert.equal(metrics.value("portcullis_worker_generation", 'worker="2"'), 1);
    assert.match(metrics.text, /^process_cpu_seconds_total [0-9.]+$/mu);
    const logged = (): number =>
      readFileSync(join(gateway.folder, "log"), "utf8")
        .split("\n")
        .filter((line) => line.includes('"outcome"')).length;
    await until(() => logged() === 21, "21 lines");
  });

  await context.test("a rate lets exactly its number through, whichever workers the calls come to", async () => {
    const before = gateway.echo.received.length;
    const statuses = await times(100, () => call(port, "rate.test"));
    assert.deepEqual([count(statuses, 200), count(statuses, 429)], [10, 90]);
    assert.equal(gateway.echo.received.length - before, 10);
  });

  await context.test("failures to authenticate at one lock their client out at the other", async () => {
    const [first, second] = await pids();
    const [key, other] = ["a", "b"].map((name) => createKey(join(gateway.folder, "keys.json"), { name }, SYSTEM_DEPS).key);
    assert.ok(key !== undefined && other !== undefined);
    const as =
      (shown: string, address = "127.0.0.2") =>
      () =>
        call(port, "keys.test", `X-API-Key: ${shown}\r\n`, address);
    let tries = 0;
    // Why another's, and from elsewhere each time: what fails before the keys are read counts.
    for (const still of [first, second])
      await until(async () => (await without([still], as(other, `127.1.${tries++ % 256}.1`))) === 200, "the keys");
    const wrong = `${key.slice(0, -4)}${key.endsWith("AAAA") ? "BBBB" : "AAAA"}`;
    assert.deepEqual(await without([second], async () => await times(3, as(wrong))), [401, 401, 401]);
    await until(async () => (await without([first], as(key))) === 429, "the lock");
  });

  await context.test("a ticket of one resumes at the other", async () => {
    const [first, second] = await pids();
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
      const options = { ca: CERTIFICATE.cert, servername: "localhost", maxVersion };
      const { session } = await without([first], async () => await handshake(gateway.ports[1] ?? 0, options));
      assert.ok(session !== null);
      const { resumed, text } = await without([second], async () => await handshake(gateway.ports[1] ?? 0, { ...options, session }));
      assert.ok(resumed && text.startsWith("HTTP/1.1 200"), maxVersion);
    }
  });

  await context.test("calls under way are counted over all, and one that is killed gives back what it held", async () => {
    const [first, second] = await pids();
    const calls: Promise<number>[] = [];
    for (const [still, most] of [
      [first, 2],
      [second, 4],
    ] as const)
      await without([still], async () => {
        while (calls.length < most) calls.push(call(port, "held.test"));
        await until(() => held.waiting.length === most, `${most} calls under way`);
      });
    assert.deepEqual(await times(10, () => call(port, "held.test")), Array<number>(10).fill(503));
    process.kill(second, "SIGKILL");
    await replaced(second);
    assert.deepEqual(await Promise.all(calls.slice(0, 2)), [0, 0], "those on it are gone");
    calls.push(call(port, "held.test"), call(port, "held.test"));
    await until(() => held.waiting.length === 6, "two more under way");
    assert.equal(await call(port, "held.test"), 503);
    held.release();
    assert.deepEqual(await Promise.all(calls.slice(2)), [200, 200, 200, 200]);
  });

  await context.test(
    "a reload reaches all, one that can't be used none; so do modes that operators set, whoever comes later among them",
    async () => {
      const written: object = JSON.parse(readFileSync(gateway.configFile, "utf8"));
      const each = async (): Promise<readonly number[]> => {
        const [first, second] = await pids();
        return [await without([first], async () => await call(port)), await without([second], async () => await call(port))];
      };
      const reload = async (change: object): Promise<readonly [boolean, ...(readonly number[])]> => {
        writeFileSync(gateway.configFile, JSON.stringify({ ...written, ...change }));
        const answer: unknown = await (await gateway.admin("POST", "/v1/reload")).json();
        const ok = typeof answer === "object" && answer !== null && "ok" in answer && answer.ok === true;
        return [ok, ...(await gateway.standing()).map(([, generation]) => generation)];
      };
      await using kept = await RawClient.connect(port);
      assert.equal((await kept.send(GET).answer()).status, 200);
      assert.deepEqual(
        [await reload({ vershun: 2 }), await each()],
        [
          [false, 1, 1],
          [200, 200],
        ],
      );
      assert.deepEqual(
        [await reload({ ip: { deny: ["127.0.0.0/8"] } }), await each()],
        [
          [true, 2, 2],
          [403, 403],
        ],
      );
      assert.equal(
        (await kept.send(GET).answer()).status,
        403,
        "a connection that is kept stays, and its next call is judged by what holds",
      );
      const set = await gateway.admin("POST", "/v1/mode", { guard: "ip", mode: "observe", for: "10m", reason: "test" });
      assert.ok(set.ok, await set.text());
      await until(async () => (await each()).every((status) => status === 200), "the mode at both");
      const [first] = await pids();
      process.kill(first, "SIGKILL");
      await replaced(first);
      assert.deepEqual(await each(), [200, 200]);
      assert.deepEqual(await reload({}), [true, 3, 3]);
    },
  );

  await context.test(
    "one that can't use what the first process could is replaced by one that can, and refuses nobody meanwhile",
    async () => {
      const written: object = JSON.parse(readFileSync(gateway.configFile, "utf8"));
      const before = (await gateway.standing()).map(([pid]) => pid);
      // The second to load it fails: a worker, since the first is the primary.
      writeFileSync(join(gateway.folder, "guard.mjs"), guardThat(`if (turn === 2) throw new Error("not the second");`, gateway.folder));
      writeFileSync(gateway.configFile, JSON.stringify({ ...written, guards: ["./guard.mjs"] }));
      const reloading = gateway.admin("POST", "/v1/reload");
      const statuses: number[] = [];
      const load = { over: false };
      void reloading.then(() => (load.over = true));
      while (!load.over) statuses.push(await call(port));
      assert.ok((await reloading).ok);
      assert.ok(statuses.length > 0 && statuses.every((status) => status === 200));
      const standing = await gateway.standing();
      const generations = standing.map(([, generation]) => generation);
      assert.ok(generations.length === 2 && generations[0] === generations[1], generations.join(" "));
      assert.equal(standing.filter(([pid]) => before.includes(pid)).length, 1, "one of them is another");
      writeFileSync(gateway.configFile, JSON.stringify(written));
      assert.ok((await gateway.admin("POST", "/v1/reload")).ok);
    },
  );

  await context.test("one that is killed fails the calls on it alone, and its records that are lost are counted", async () => {
    const [first] = await pids();
    const lost = async (): Promise<number> => (await gateway.metrics()).value("portcullis_events_lost_total", 'reason="worker_ended"');
    const total = async (): Promise<number> => (await stored()) + (await lost());
    let before = await total();
    // What waits in a batch is stored within a tenth of a second.
    await until(async () => {
      const last = before;
      await new Promise((resolve) => setTimeout(resolve, 300));
      before = await total();
      return before === last;
    }, "the records of what was before");
    const load = { sent: 0, answered: 0, broken: 0, over: false };
    const callers = Array.from({ length: 16 }, async () => {
      while (!load.over) {
        load.sent++;
        const status = await call(port);
        if (status === 200) load.answered++;
        else load.broken++;
      }
    });
    await until(() => load.answered > 200, "traffic");
    process.kill(first, "SIGKILL");
    await replaced(first);
    const at = load.answered;
    await until(() => load.answered > at + 200, "traffic after it");
    load.over = true;
    await Promise.all(callers);
    assert.ok(load.broken <= 16, `${load.broken} broke, of 16 at once`);
    // Of calls that broke, those count that had begun.
    await until(async () => (await total()) - before >= load.answered, "the records of all that was answered");
    const counted = (await total()) - before;
    assert.ok(counted <= load.sent, `${counted} of ${load.sent}`);
    assert.equal((await gateway.metrics()).value("portcullis_worker_restarts_total"), 3);
  });

  await context.test("at the end calls under way go on, connections that wait for none are closed, and nobody is left", async () => {
    const [first, second] = await pids();
    await using idle = await RawClient.connect(port);
    assert.equal((await idle.send(GET).answer()).status, 200);
    const before = held.waiting.length;
    await using client = await RawClient.connect(port);
    client.send("GET /a HTTP/1.1\r\nHost: held.test\r\n\r\n");
    await until(() => held.waiting.length === before + 1, "the call upstream");
    const ended = gateway.stop();
    await idle.until(() => idle.ended, "the end of the idle connection");
    await until(async () => (await call(port)) === 0, "no new connections");
    held.release();
    assert.equal((await client.answer()).status, 200);
    const { code, err } = await ended;
    assert.deepEqual([code, err.includes("worker ended")], [0, false]);
    for (const pid of [first, second]) assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
  });
});

test("0 of 500 connections fail while a gateway with workers is replaced by a successor", { skip }, async () => {
  await using stack = new AsyncDisposableStack();
  const gateway = await startWorkers(stack);
  const load = { sent: 0, replaced: false, broken: 0 };
  const callers = Array.from({ length: 16 }, async () => {
    while (load.sent < 500 || !load.replaced) {
      load.sent++;
      if ((await call(gateway.port)) !== 200) load.broken++;
    }
  });
  await until(() => load.sent > 100, "traffic");
  const exited = once(gateway.process.child, "exit");
  gateway.process.child.kill("SIGUSR2");
  const said = await gateway.process.says("takes the connections from here on");
  const successor = Number(/process ([0-9]+) takes/u.exec(said)?.[1]);
  stack.defer(() => void process.kill(successor, "SIGTERM"));
  assert.equal((await exited)[0], 0);
  load.replaced = true;
  await Promise.all(callers);
  assert.equal(load.broken, 0);
  assert.equal((await gateway.standing()).length, 2);
});

test("workers that can't share a bound, an address that is taken, workers that all fail: each is told as by a gateway that can't start", {
  skip,
}, async (context) => {
  const taken = net.createServer();
  taken.listen(0, "127.0.0.1");
  await once(taken, "listening");
  context.after(() => taken.close());
  const address = taken.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  // Loads once, in the primary; in workers it throws.
  const guard = guardThat(`if (turn > 1) throw new Error("no second time");`, temporaryFolder(context));
  const rows = [
    [{ protocol: { connections_per_ip: 1 } }, 3, /2 workers can't share 1 connection:/u],
    [{ listen: `127.0.0.1:${port}` }, 1, /is taken/u],
    [{ guards: ["./guard.mjs"] }, 3, /no second time/u],
  ] as const;
  await Promise.all(
    rows.map(async ([change, code, message]) => {
      const config = { workers: 2, admin: "off", ...change };
      const { folder, configFile } = writeTestConfig({
        upstream: "http://127.0.0.1:9",
        api: { public: true },
        config,
        files: { "guard.mjs": guard },
      });
      context.after(() => rmSync(folder, { recursive: true, force: true }));
      const end = await runPortcullis(["run", configFile, "--no-watch"]);
      assert.equal(end.code, code, end.err);
      assert.match(end.err, message);
    }),
  );
});
