import assert from "node:assert/strict";
import { dirname } from "node:path";
import { rmSync } from "node:fs";
import { type TestContext, test } from "node:test";
import { configOf } from "../../test/support/configuration.ts";
import { writeTestConfig } from "../../test/support/gateway.ts";
import { GatewayKeys } from "../adapters/gateway_keys.ts";
import { type CompileResult, Generations } from "../adapters/generations.ts";
import { judgeReload } from "./judge_reload.ts";

async function compiled(context: TestContext, config: object): Promise<CompileResult> {
  const { folder, configFile } = writeTestConfig({ upstream: "http://127.0.0.1:1", api: { public: true }, config });
  context.after(() => rmSync(folder, { recursive: true }));
  const keys = new GatewayKeys(dirname(configFile));
  context.after(() => keys.close());
  return await new Generations(keys.services).compile({ configPath: configFile, online: false, eager: false });
}

const said = ({ issues }: Pick<CompileResult, "issues">): readonly string[] =>
  issues.map(({ severity, code, pointer }) => `${severity} ${code} ${pointer}`);

test("what compiles takes effect, and what of it needs a restart is told", async (context) => {
  const now = await compiled(context, { workers: 3, trusted_proxies: ["192.0.2.0/24"] });
  const judged = judgeReload(now, configOf({}), "x.yaml");
  assert.deepEqual([judged.next?.generation, judged.next?.sources], [now.generation, now.sources]);
  const restart = said(judged).filter((issue) => /workers|trusted/u.test(issue));
  assert.deepEqual(restart, ["warning config.needs_restart /workers", "warning config.needs_restart /trusted_proxies"]);
});

test("bounds that the workers from the start can't share keep the configuration from before, whatever number it names itself", async (context) => {
  const now = await compiled(context, { workers: 1, protocol: { connections_per_ip: 2 } });
  const judged = judgeReload(now, configOf({ workers: 4 }), "x.yaml");
  assert.equal(judged.next, null);
  assert.deepEqual(said(judged), ["error workers.share /protocol/connections_per_ip"]);
  assert.notEqual(judgeReload(now, configOf({ workers: 2 }), "x.yaml").next, null);
});

test("what does not compile is told, and nothing of restarts, since it does not hold", async (context) => {
  const now = await compiled(context, { workers: 3, modes: { waff: "off" } });
  const judged = judgeReload(now, configOf({}), "x.yaml");
  assert.equal(judged.next, null);
  assert.deepEqual(said(judged), ["error config.unknown_guard /modes/waff"]);
  assert.deepEqual(said(judgeReload(await compiled(context, { version: 9 }), configOf({}), "x.yaml")), ["error config.invalid /version"]);
});
