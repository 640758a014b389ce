import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { callCommand, folderWith, SMALL_PROJECT } from "../../../test/support/command_io.ts";
import { init } from "./init.ts";

const OPENAPI = { "openapi.yaml": SMALL_PROJECT["openapi.yaml"] ?? "" };

test("init leaves a configuration, its own state, and nothing else", async (context) => {
  const folder = folderWith(context, OPENAPI);
  const called = await callCommand(init, ["openapi.yaml", "--upstream", "http://127.0.0.1:9"], folder);
  assert.equal(called.code, 0, called.err);
  assert.match(
    called.out,
    /^wrote portcullis\.yaml: 2 operations, 1 of them open to anyone as the document says; callers show an API key\n/u,
  );
  assert.deepEqual(readdirSync(folder).toSorted(), [".portcullis", "openapi.yaml", "portcullis.yaml"]);
  assert.deepEqual(readdirSync(join(folder, ".portcullis")).toSorted(), [".gitignore", "config.schema.json", "keys.json"]);
  assert.equal(statSync(join(folder, ".portcullis", "keys.json")).mode & 0o077, 0);
  assert.match(readFileSync(join(folder, ".portcullis", "keys.json"), "utf8"), /"scopes": \[\n\s+"write"\n/u);
});

test("a second init makes no second key, and says how to make one", async (context) => {
  const folder = folderWith(context, OPENAPI);
  const args = ["openapi.yaml", "--upstream", "http://127.0.0.1:9"];
  assert.match((await callCommand(init, args, folder)).out, /a first key, shown this once: pc_/u);
  assert.equal((await callCommand(init, args, folder)).code, 64);
  const again = await callCommand(init, [...args, "--force"], folder);
  assert.equal(again.code, 0);
  assert.doesNotMatch(again.out, /pc_/u);
});

test("patterns that can't be run in linear time are left out, and that is written down", async (context) => {
  const openapi = OPENAPI["openapi.yaml"].replace(
    "get: { operationId: list,",
    "get: { operationId: list, parameters: [{ name: q, in: query, schema: { type: string, pattern: '(a)\\1' } }],",
  );
  const folder = folderWith(context, { "openapi.yaml": openapi });
  const called = await callCommand(init, ["openapi.yaml", "--upstream", "http://127.0.0.1:9"], folder);
  assert.equal(called.code, 0, called.err);
  assert.match(called.out, /^1 warning: `portcullis check` shows them$/mu);
  assert.match(readFileSync(join(folder, "portcullis.yaml"), "utf8"), /^ {4}unsupported_pattern: length_only$/mu);
});

test("a file that came up meanwhile is not written over", async (context) => {
  const folder = folderWith(context, OPENAPI);
  writeFileSync(join(folder, "portcullis.yaml"), "mine");
  assert.equal((await callCommand(init, ["openapi.yaml", "--upstream", "http://127.0.0.1:9"], folder)).code, 64);
  assert.equal(readFileSync(join(folder, "portcullis.yaml"), "utf8"), "mine");
  assert.ok(!existsSync(join(folder, ".portcullis")));
});

test("what a document names is one word of the commands that are shown to be copied, and moves no cursor", async (context) => {
  const scope = "write;touch${IFS}x\u001b[2J";
  const openapi = OPENAPI["openapi.yaml"].replace("security: []", `security: [{ key: [${JSON.stringify(scope)}] }]`);
  const folder = folderWith(context, { "openapi.yaml": openapi });
  const args = ["openapi.yaml", "--upstream", "http://127.0.0.1:9"];
  await callCommand(init, args, folder);
  const again = await callCommand(init, [...args, "--force"], folder);
  assert.equal(again.code, 0, again.err);
  assert.ok(again.out.includes(" --scopes 'write,write;touch${IFS}x'"), again.out);
  assert.doesNotMatch(again.out.replaceAll("\n", ""), /\p{Cc}/u);
});
