import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { testGeneration } from "../../test/support/compile_generation.ts";
import { temporaryFolder } from "../../test/support/temporary_folder.ts";
import { BreakGlass } from "../adapters/break_glass.ts";
import { Metrics } from "../adapters/metrics.ts";
import { readConfig } from "../config/read_config.ts";
import { EVERY_EVENT } from "../events/query.ts";
import { type AdminSources, GatewayAdmin } from "./admin_ports.ts";

const API = { name: "shop", routes: "any", public: true, upstream: "http://127.0.0.1:1" };

async function adminOf(context: TestContext, config: object, change: Partial<AdminSources> = {}): Promise<GatewayAdmin> {
  const written = { apis: [API], ...config };
  const parsed = readConfig("portcullis.yaml", Buffer.from(JSON.stringify({ version: 1, ...written })));
  assert.ok(parsed.ok);
  const { generation } = await testGeneration(written);
  assert.ok(generation !== null);
  const clock = { nowMs: () => 1_000, monotonicMs: () => 0 };
  const file = join(temporaryFolder(context), "modes.json");
  const breakGlass = new BreakGlass({ file, clock, audit: () => {}, onError: (error) => assert.fail(String(error)) });
  context.after(() => breakGlass.close());
  return new GatewayAdmin({
    configFile: "portcullis.yaml",
    startedAtMs: 5,
    ready: () => true,
    config: () => parsed.value.config,
    generation: () => ({ ...generation, userGuards: ["mine"] }),
    lastReload: () => null,
    reload: () => Promise.resolve({ issues: [], swapped: true }),
    metrics: new Metrics(false),
    workers: () => [],
    store: null,
    breakGlass,
    ...change,
  });
}

test("what does not enforce is told, wherever it is written or overridden, each once", async (context) => {
  const operations = { any: { modes: { concurrency: "observe" } } };
  const admin = await adminOf(context, {
    modes: { method: "observe", lockout: "enforce" },
    apis: [{ ...API, modes: { cors: "off", concurrency: "observe" }, operations }],
  });
  assert.deepEqual(admin.observing(), ["concurrency", "cors", "method"]);
  admin.setMode("authn", { mode: "observe", forMs: 60_000 }, "token", "release");
  admin.setMode("lockout", { mode: "enforce", forMs: 60_000 }, "token", "attack");
  assert.deepEqual(admin.observing(), ["authn", "concurrency", "cors", "method"]);
  assert.deepEqual(admin.config().observing, admin.observing());
});

test("a mode is set for every guard there is, those of users among them, and for nothing else", async (context) => {
  const admin = await adminOf(context, {});
  const change = { mode: "observe", forMs: 60_000 } as const;
  for (const name of ["authn", "ip", "api_ip", "openapi_request", "response_hygiene", "mine"]) {
    assert.ok(admin.modes().guards.includes(name), name);
    assert.equal(admin.setMode(name, change, "token", "").kind, "set", name);
  }
  const unknown = admin.setMode("waff", change, "token", "");
  assert.ok(unknown.kind === "refused" && unknown.message.includes("`waff`"));
  assert.equal(admin.setMode("mine", null, "socket", "").kind, "cleared");
  assert.equal(admin.setMode("mine", null, "socket", "").kind, "refused", "an override that is none can't be ended");
  assert.equal(admin.modes().overrides.length, 5);
});

test("the matrix shows what holds now: overrides over what is configured", async (context) => {
  const admin = await adminOf(context, { apis: [{ ...API, concurrency: { per: "api", max: 3 } }] });
  const modes = async (): Promise<readonly unknown[]> =>
    (await admin.matrix()).map(({ api, authMode, guards }) => [api, authMode, guards.find(({ name }) => name === "concurrency")?.mode]);
  assert.deepEqual(await modes(), [["shop", "enforce", "enforce"]]);
  admin.setMode("concurrency", { mode: "observe", forMs: 60_000 }, "token", "");
  admin.setMode("authn", { mode: "off", forMs: 60_000 }, "token", "");
  assert.deepEqual(await modes(), [["shop", "off", "observe"]]);
});

test("the time of loading is that of the last reload that was taken, else of the start", async (context) => {
  const rows = [
    [null, 5],
    [{ ok: true, atMs: 9, issues: [] }, 9],
    [{ ok: false, atMs: 9, issues: [] }, 5],
  ] as const;
  for (const [lastReload, loadedAtMs] of rows) {
    const info = (await adminOf(context, {}, { lastReload: () => lastReload })).config();
    assert.deepEqual([info.loadedAtMs, info.lastReload, info.generation, info.eventStore], [loadedAtMs, lastReload, 1, null]);
  }
  assert.equal(rows.length, 3);
});

test("a reload is asked in the operator's name and told as it went; without a store there are no events", async (context) => {
  const asked: string[] = [];
  const issues = [
    { severity: "error", code: "config.invalid", message: "no", file: null, pointer: "/version", line: null, column: null },
  ] as const;
  const admin = await adminOf(
    context,
    {},
    {
      reload: (by) => {
        asked.push(by);
        return Promise.resolve({ issues, swapped: false });
      },
    },
  );
  assert.deepEqual(await admin.reload("socket"), { ok: false, generation: 1, issues });
  assert.deepEqual(asked, ["socket"]);
  assert.equal(await admin.events(EVERY_EVENT, 10, null), null);
});
