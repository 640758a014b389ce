import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { temporaryFolder } from "../test/support/temporary_folder.ts";
import type { Issue } from "./kernel/issue.ts";
import { checkGateway, openGateway, startGateway } from "./gateway.ts";

const OK = { 200: { description: "ok" } };

/** A configuration in a folder of its own; `api` and `config` are further keys. */
function written(context: TestContext, api: object, config: object = {}, files: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder(context);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  const configPath = join(folder, "portcullis.yaml");
  const apis = [{ routes: "any", upstream: "http://127.0.0.1:1", ...api }];
  // JSON is YAML.
  writeFileSync(configPath, JSON.stringify({ version: 1, listen: "127.0.0.1:0", admin: "off", store: "off", ...config, apis }));
  return configPath;
}

/** Starts where starting is to be refused; what starts all the same is closed, so that a failing test ends. */
async function refusedStart(configPath: string): Promise<readonly Issue[]> {
  const started = await startGateway({ configPath });
  if (started.ok) await started.value.close(0);
  assert.equal(started.ok, false, "it started");
  return started.issues;
}

/** A port that another server has, for as long as the test runs. */
async function takenPort(context: TestContext): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => void server.close());
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : assert.fail();
}

test("an address that is taken is an issue at the key that names it, and nothing goes on listening", async (context) => {
  const port = await takenPort(context);
  for (const key of ["listen", "admin"] as const) {
    const configPath = written(context, { public: true }, { [key]: `127.0.0.1:${port}` });
    const issues = await refusedStart(configPath);
    assert.deepEqual(
      issues.map(({ code, pointer }) => [code, pointer]),
      [["listen.failed", `/${key}`]],
    );
  }
});

test("a schema that can't be compiled keeps `check` from passing and is no issue of a start that leaves it for later", async (context) => {
  const parameters = [{ name: "q", in: "query", schema: { type: "string", pattern: String.raw`(a)\1` } }];
  const document = {
    openapi: "3.1.0",
    info: { title: "test", version: "1" },
    paths: { "/a": { get: { operationId: "readA", security: [], responses: OK, parameters } } },
  };
  const api = { routes: undefined, openapi: "openapi.json" };
  const configPath = written(context, api, {}, { "openapi.json": JSON.stringify(document) });
  const checked = await checkGateway({ configPath });
  assert.equal(checked.generation, null);
  assert.deepEqual(
    checked.issues.map(({ code, pointer }) => [code, pointer]),
    [["validation.invalid", "/paths/~1a/get/parameters/0/schema/pattern"]],
  );
  assert.match(checked.issues[0]?.message ?? "", /^operation `readA`: /u);
  const opened = await openGateway({ configPath, eager: false });
  assert.deepEqual([opened.generation?.apis.length, opened.issues], [1, []]);
  await opened.close();
});

test("options that can't be meant keep the gateway from starting", async (context) => {
  const issues = await refusedStart(written(context, { public: true, ip: { deny: ["10.0.0.0/33"] } }));
  assert.deepEqual(
    issues.map(({ severity, code, pointer }) => `${severity} ${code} ${pointer}`),
    ["error ip.invalid /apis/0/ip/deny/0"],
  );
});

test("a file of API keys that can't be used is an error, one that is missing has no keys yet", async (context) => {
  const api = { auth: { keys: "keys.json" } };
  assert.deepEqual((await checkGateway({ configPath: written(context, api) })).issues, []);
  const configPath = written(context, api, {}, { "keys.json": "[]" });
  const checked = await checkGateway({ configPath });
  assert.equal(checked.generation, null);
  for (const issues of [checked.issues, await refusedStart(configPath)])
    assert.deepEqual(
      issues.map(({ severity, code, file }) => [severity, code, file?.endsWith("keys.json")]),
      [["error", "auth.key_file", true]],
    );
});

test("what the caller adjusts holds instead of what the file says", async (context) => {
  const configPath = written(context, { public: true }, { log: { exchanges: "off" } });
  const started = await startGateway({ configPath, adjust: (config) => ({ ...config, problemDetail: "none" }) });
  assert.ok(started.ok);
  context.after(() => started.value.close());
  assert.equal(started.value.config().problemDetail, "none");
  assert.ok(started.value.port > 0);
  assert.ok(!readFileSync(configPath, "utf8").includes("problem"));
});
