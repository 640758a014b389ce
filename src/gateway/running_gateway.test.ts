import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createKey } from "../adapters/key_file.ts";
import { SYSTEM_DEPS } from "../adapters/system_deps.ts";
import { type Echo, startEcho } from "../../test/support/echo.ts";
import { startTestGateway, type TestGateway, type TestGatewayOptions } from "../../test/support/gateway.ts";

const OK = { 200: { description: "ok" } };
const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "test", version: "1" },
  paths: {
    "/a": { get: { operationId: "readA", security: [], responses: OK } },
    "/b": {
      get: {
        operationId: "readB",
        responses: OK,
        parameters: [{ name: "q", in: "query", schema: { type: "string", pattern: String.raw`(a)\1` } }],
      },
    },
  },
};

async function start(context: TestContext, options: Partial<TestGatewayOptions>): Promise<{ started: TestGateway; echo: Echo }> {
  const echo = await startEcho();
  context.after(() => echo.close());
  const started = await startTestGateway({ upstream: echo.base, ...options });
  context.after(() => started.close());
  return { started, echo };
}

const statusOf = async (started: TestGateway, path: string): Promise<number> =>
  (await fetch(`${started.base}${path}`, { headers: { connection: "close" } })).status;

test("what can't be compiled at the first request is refused at every one, and logged with operation and place, whatever lines exchanges get", async (context) => {
  const { started, echo } = await start(context, {
    document: DOCUMENT,
    api: { auth: { keys: "keys.json", default: "public" } },
    config: { log: { exchanges: "off", file: "log" } },
  });
  assert.equal(await statusOf(started, "/b"), 500);
  assert.equal(await statusOf(started, "/b?q=x"), 500);
  assert.equal(await statusOf(started, "/a"), 200);
  assert.deepEqual(
    echo.received.map(({ url }) => url),
    ["/a"],
  );
  const [record] = started.records;
  assert.deepEqual([record?.operation, record?.by, record?.code], ["readB", "openapi_request", "guard_failed"]);
  await started.gateway.close();
  const lines = readFileSync(join(started.folder, "log"), "utf8").trim().split("\n");
  assert.equal(lines.length, 2, "one for each that broke, none for exchanges");
  for (const line of lines) {
    assert.match(line, /"level":50/u);
    assert.match(line, /`readB` of `test`: file:[^ ]*openapi\.json#\/paths\/~1b\/get\/parameters\/0\/schema\/pattern: /u);
  }
});

test("a file of API keys that can't be used any longer is told in the log: the keys from before still hold", async (context) => {
  const { started } = await start(context, {
    api: { auth: { keys: "keys.json" } },
    config: { log: { exchanges: "off", file: "log" } },
  });
  const file = join(started.folder, "keys.json");
  const { key } = createKey(file, { name: "a" }, SYSTEM_DEPS);
  const status = async (): Promise<number> =>
    (await fetch(`${started.base}/x`, { headers: { connection: "close", "x-api-key": key } })).status;
  for (let round = 0; round < 100 && (await status()) !== 200; round++) await sleep(50);
  writeFileSync(file, "{");
  const log = join(started.folder, "log");
  for (let round = 0; round < 100 && !readFileSync(log, "utf8").includes("is not JSON"); round++) await sleep(50);
  assert.match(readFileSync(log, "utf8"), /"level":50.*keys\.json.*the keys from before hold/u);
  assert.equal(await status(), 200);
});

test("a reload takes what the file says now; one that can't be taken leaves everything as it was", async (context) => {
  const { started } = await start(context, { api: { public: true }, config: { log: { exchanges: "off", file: "log" } } });
  const { gateway, configFile } = started;
  const written: object = JSON.parse(readFileSync(configFile, "utf8"));
  const reloaded = async (change: object): Promise<readonly string[]> => {
    writeFileSync(configFile, JSON.stringify({ ...written, ...change }));
    return (await gateway.reload()).map(({ severity, code, pointer }) => `${severity} ${code} ${pointer}`);
  };
  assert.equal(gateway.generation().id, 1);
  assert.deepEqual(await reloaded({ version: 9 }), ["error config.invalid /version"]);
  assert.deepEqual([gateway.generation().id, await statusOf(started, "/x")], [1, 200]);
  assert.deepEqual(await reloaded({ ip: { deny: ["127.0.0.0/8"] }, admin: "off" }), ["warning config.needs_restart /admin"]);
  // As long as the difference stays.
  assert.deepEqual(await reloaded({ ip: { deny: ["127.0.0.0/8"] }, admin: "off" }), ["warning config.needs_restart /admin"]);
  assert.deepEqual([gateway.generation().id, await statusOf(started, "/x")], [3, 403]);
});

test("closing lets exchanges end, takes no new ones, and is the same when asked twice", async (context) => {
  let letGo: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const echo = await startEcho((_request, response) => void held.then(() => response.end("late")));
  context.after(() => echo.close());
  const started = await startTestGateway({ upstream: echo.base, api: { public: true } });
  context.after(() => started.close());
  const underWay = fetch(`${started.base}/x`, { headers: { connection: "close" } });
  for (let round = 0; round < 1000 && echo.received.length === 0; round++) await sleep(5);
  const closing = started.gateway.close();
  assert.equal(started.gateway.close(), closing);
  await assert.rejects(fetch(`${started.base}/y`));
  letGo();
  assert.equal(await (await underWay).text(), "late");
  await closing;
});
