import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { makeCertificate } from "../../test/support/certificate.ts";
import { GatewayKeys } from "./gateway_keys.ts";
import { Generations } from "./generations.ts";

const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "Pet Store", version: "1" },
  paths: { "/a": { get: { security: [], responses: { 200: { description: "ok" } } } } },
};

function folderWith(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-generations-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function generations(t: TestContext, folder: string): Generations {
  const keys = new GatewayKeys(folder);
  t.after(() => keys.close());
  return new Generations(keys.services);
}

const CONFIG = "version: 1\napis:\n  - openapi: ./openapi.json\n    upstream: http://127.0.0.1:1\n";

test("files become a generation, each with its own number, and every file that was read is told", async (t) => {
  const folder = folderWith(t, { "portcullis.yaml": CONFIG, "openapi.json": JSON.stringify(DOCUMENT) });
  const configPath = join(folder, "portcullis.yaml");
  const made = generations(t, folder);
  const first = await made.compile({ configPath, online: false, eager: true });
  const second = await made.compile({ configPath, online: false, eager: true });
  assert.deepEqual(first.issues, []);
  assert.deepEqual([first.generation?.id, second.generation?.id], [1, 2]);
  assert.equal(first.generation?.apis[0]?.name, "pet-store");
  assert.deepEqual(first.sources?.files, [configPath, join(folder, "openapi.json")]);
});

test("everything that is wrong is told at once, each with file, line and pointer", async (t) => {
  const folder = folderWith(t, {
    "portcullis.yaml": "version: 1\ncolour: blue\napis:\n  - openapi: ./missing.json\n    upstream: ftp://x\n",
  });
  const configPath = join(folder, "portcullis.yaml");
  const { generation, issues } = await generations(t, folder).compile({ configPath, online: false, eager: true });
  assert.equal(generation, null);
  assert.deepEqual(
    issues.map(({ file, line, pointer, code }) => [file === configPath, line, pointer, code]),
    [
      [true, 2, "/colour", "config.unknown_key"],
      [true, 4, "/apis/0/openapi", "openapi.unreadable"],
      [true, 5, "/apis/0/upstream", "config.invalid"],
    ],
  );
});

test("of a configuration that has mistakes no issuer is remembered", async (t) => {
  const auth = `${CONFIG}    auth: { issuer: "https://idp.example", audience: a }\n`;
  const document = { ...DOCUMENT, paths: { "/a": { get: { responses: { 200: { description: "ok" } } } } } };
  const written = { "right.yaml": auth.replace("{ issuer", "{ default: required, issuer"), "openapi.json": JSON.stringify(document) };
  const folder = folderWith(t, { ...written, "wrong.yaml": `colour: blue\n${written["right.yaml"]}` });
  const keys = new GatewayKeys(folder);
  t.after(() => keys.close());
  const made = new Generations(keys.services);
  const wrong = await made.compile({ configPath: join(folder, "wrong.yaml"), online: false, eager: true });
  assert.deepEqual([wrong.issues.map(({ code }) => code), keys.issuers().length], [["config.unknown_key"], 0]);
  const right = await made.compile({ configPath: join(folder, "right.yaml"), online: false, eager: true });
  assert.deepEqual([right.issues, keys.issuers().length], [[], 1]);
});

test("a private key must be that of the certificate beside it", async (t) => {
  const [own, other] = [makeCertificate(), makeCertificate()];
  const listen = "listen: { address: 127.0.0.1:0, tls: { cert: cert.pem, key: key.pem } }\n";
  for (const [key, expected] of [
    [own.key, []],
    [other.key, ["2:56 `key.pem` is not the key of the certificate in `cert.pem`"]],
  ] as const) {
    const config = CONFIG.replace("\n", `\n${listen}`);
    const folder = folderWith(t, {
      "portcullis.yaml": config,
      "openapi.json": JSON.stringify(DOCUMENT),
      "cert.pem": own.cert,
      "key.pem": key,
    });
    const { generation, issues } = await generations(t, folder).compile({
      configPath: join(folder, "portcullis.yaml"),
      online: false,
      eager: true,
    });
    assert.deepEqual(
      issues.map(({ line, column, message }) => `${line}:${column} ${message}`),
      expected,
    );
    assert.equal(generation === null, expected.length > 0);
  }
});

test("flags change only a configuration that is right", async (t) => {
  const folder = folderWith(t, { "portcullis.yaml": `colour: blue\n${CONFIG}`, "openapi.json": JSON.stringify(DOCUMENT) });
  const adjust = (): never => assert.fail("asked about what stands in for a mistake");
  const { generation, sources, issues } = await generations(t, folder).compile({
    configPath: join(folder, "portcullis.yaml"),
    online: false,
    eager: true,
    adjust,
  });
  assert.deepEqual([generation, sources, issues.map(({ code }) => code)], [null, null, ["config.unknown_key"]]);
});

test("a missing configuration and a missing document say the way out", async (t) => {
  const folder = folderWith(t, { "portcullis.yaml": CONFIG });
  const made = generations(t, folder);
  const nothing = await made.compile({ configPath: join(folder, "nothing.yaml"), online: false, eager: true });
  assert.match(nothing.issues[0]?.message ?? "", /no such file.*portcullis init/u);
  const document = await made.compile({ configPath: join(folder, "portcullis.yaml"), online: false, eager: true });
  assert.equal(document.generation, null);
  assert.match(JSON.stringify(document.issues), /openapi\.json/u);
});

test("a guard of the user's own takes part in the generation", async (t) => {
  const guard = `import { defineGuard } from ${JSON.stringify(new URL("../guards/define_guard.ts", import.meta.url).href)};
import { z } from ${JSON.stringify(import.meta.resolve("zod"))};
export const guard = defineGuard({ name: "mine", phase: "route", summary: "mine", options: z.strictObject({}).prefault({}), always: true,
  compile: () => ({ kind: "check", check: () => ({ kind: "pass", findings: [] }) }) });
`;
  const folder = folderWith(t, {
    "portcullis.yaml": `guards: [./mine.ts]\n${CONFIG}`,
    "openapi.json": JSON.stringify(DOCUMENT),
    "mine.ts": guard,
  });
  const { generation, issues } = await generations(t, folder).compile({
    configPath: join(folder, "portcullis.yaml"),
    online: false,
    eager: true,
  });
  assert.deepEqual(issues, []);
  const [api] = generation?.apis ?? [];
  const [operation] = api?.operations ?? [];
  assert.ok(api !== undefined && operation !== undefined);
  const plan = await api.planOf(operation);
  assert.ok(plan.guards.route.some(({ name }) => name === "mine"));
});
