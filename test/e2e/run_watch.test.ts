/** `portcullis run --watch` as somebody who develops sees it. */
import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { startEcho } from "../support/echo.ts";
import { writeTestConfig } from "../support/gateway.ts";
import { type RunningProcess, startPortcullis } from "../support/run_process.ts";

const DOCUMENT = { openapi: "3.1.0", info: { title: "Things", version: "1" }, paths: { "/a": { get: { security: [], responses: {} } } } };
const GUARD = `import { defineGuard, deny, PASS, problem } from "portcullis";
import { z } from "zod";
const NO = problem(418, "kettle", "Kettles are not served");
export const guard = defineGuard({
  name: "no_kettles", phase: "route", summary: "no kettles", options: z.strictObject({}).prefault({}), always: true,
  compile: () => ({ kind: "check", check: () => PASS }),
});
`;

async function begin(stack: AsyncDisposableStack, config: object = {}) {
  const echo = stack.adopt(await startEcho(), (started) => started.close());
  const files = { "guard.mts": GUARD };
  const written = writeTestConfig({ upstream: echo.base, document: DOCUMENT, config: { admin: "off", ...config }, files });
  stack.defer(() => rmSync(written.folder, { recursive: true, force: true }));
  return { ...written, at: (name: string) => join(written.folder, name) };
}

function watch(stack: AsyncDisposableStack, folder: string): RunningProcess {
  const gateway = startPortcullis(["run", "--watch"], { cwd: folder });
  stack.defer(() => void gateway.child.kill("SIGKILL"));
  return gateway;
}

const baseOf = (said: string): string => [...said.matchAll(/listening on (\S+)/gu)].at(-1)?.[1] ?? "";
const edit = (file: string, from: string, to: string): void => writeFileSync(file, readFileSync(file, "utf8").replace(from, to));

test("an exchange is a readable line; a mistake is shown in its place and the configuration before stays; a document and a guard reload", async () => {
  await using stack = new AsyncDisposableStack();
  const { folder, configFile, at } = await begin(stack, { guards: ["guard.mts"] });
  const gateway = watch(stack, folder);
  const base = baseOf(await gateway.says("portcullis ready"));
  assert.equal((await fetch(`${base}/a`)).status, 200);
  const said = await gateway.says(" /a ");
  assert.match(said, /^[0-9:.]{12} {2}forwarded +200 +GET +\/a /mu);
  assert.doesNotMatch(said, /^\{/mu, "no JSON");

  edit(configFile, '"version"', '"vershun"');
  const shown = await gateway.says("the old configuration stays in force");
  assert.match(
    shown,
    /portcullis\.yaml:2:3: error: unknown key `vershun`; did you mean `version`\?.*\n {2}1 \| \{\n> 2 \| {3}"vershun": 1,\n {4}\| {3}\^\n/u,
  );
  assert.equal((await fetch(`${base}/a`)).status, 200);
  edit(configFile, '"vershun"', '"version"');
  await gateway.says("the new configuration holds from here on");

  edit(at("openapi.json"), '"/a"', '"/b"');
  await until(async () => (await fetch(`${base}/b`)).status === 200 && (await fetch(`${base}/a`)).status === 404);
  edit(at("guard.mts"), "check: () => PASS", 'check: () => deny(NO, { code: "kettle.seen", place: "", message: "no" })');
  await until(async () => (await fetch(`${base}/b`)).status === 418);
  gateway.child.kill("SIGTERM");
  assert.equal((await gateway.end).code, 0);
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    assert.ok(tries < 200, "it never came");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test("a mistake in a file that is not yet in force is waited for, not only in those that are", async () => {
  await using stack = new AsyncDisposableStack();
  const { folder, configFile, at } = await begin(stack);
  const gateway = watch(stack, folder);
  const base = baseOf(await gateway.says("portcullis ready"));
  writeFileSync(at("next.json"), '{ "openapi": "3.1.0" ');
  edit(configFile, "./openapi.json", "./next.json");
  await gateway.says("the old configuration stays in force");
  writeFileSync(at("next.json"), JSON.stringify(DOCUMENT).replace('"/a"', '"/c"'));
  await gateway.says("the new configuration holds from here on");
  assert.equal((await fetch(`${base}/c`)).status, 200);
});

test("a gateway that can't be started waits for the correction; what needs a restart gets one", async () => {
  await using stack = new AsyncDisposableStack();
  const { folder, configFile } = await begin(stack, { protocol: { connections: 0 } });
  const gateway = watch(stack, folder);
  await gateway.says("waiting for a change");
  edit(configFile, '"connections": 0', '"connections": 77');
  await gateway.says("portcullis ready");
  edit(configFile, '"connections": 77', '"connections": 78');
  const said = await gateway.says("starting again");
  assert.doesNotMatch(said, /it takes effect when the gateway is started again/u);
  await until(async () => ((await gateway.says("portcullis ready")).match(/portcullis ready/gu) ?? []).length === 2);
  assert.equal((await fetch(`${baseOf(await gateway.says("portcullis ready"))}/a`)).status, 200);
  gateway.child.kill("SIGINT");
  assert.equal((await gateway.end).code, 0);
});
