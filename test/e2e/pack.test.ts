/** The package as it is published: packed, installed into an empty project, run and imported there. Needs the npm registry, or npm's cache of it. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type ProcessEnd, runProcess, startProcess } from "../support/run_process.ts";

const root = new URL("../..", import.meta.url).pathname;

const OPENAPI = `openapi: 3.1.0
info: { title: Things, version: "1" }
paths:
  /things: { get: { operationId: list, security: [], responses: { "200": { description: ok } } } }
`;
const CONFIG = `version: 1
listen: 127.0.0.1:0
admin: off
log: { exchanges: off }
guards: [./tea_time.mjs]
apis:
  - openapi: ./openapi.yaml
    upstream: http://127.0.0.1:9
`;
const GUARD = `import { defineGuard, deny, problem } from "portcullis";
import { z } from "zod";

export const guard = defineGuard({
  name: "tea_time",
  phase: "route",
  summary: "refuses calls at tea time",
  options: z.strictObject({ hour: z.int().default(16) }).prefault({}),
  always: true,
  compile: ({ hour }) => ({
    kind: "check",
    check: () => deny(problem(418, "tea_time", "Tea time"), { code: "tea.time", place: "", message: \`it is \${hour} o'clock\` }),
  }),
});
`;
/** The same in TypeScript, against the declarations. */
const TYPED = `import { type Check, defineGuard, type GuardOf, NOT_APPLICABLE, PASS, passWith, type Routed } from "portcullis";
import { z } from "zod";

const check: Check<"route"> = (exchange: Routed) => (exchange.operation.id === "list" ? PASS : passWith([]));
export const guard: GuardOf<"route"> = defineGuard({
  name: "typed",
  phase: "route",
  summary: "typed",
  options: z.strictObject({ on: z.boolean() }),
  compile: ({ on }, scope) => (on && scope.api !== null ? { kind: "check", check } : NOT_APPLICABLE),
});
`;

let project = "";

const runHere = (program: string, ...args: readonly string[]): Promise<ProcessEnd> => runProcess(program, args, { cwd: project });

before(async () => {
  project = mkdtempSync(join(tmpdir(), "portcullis-pack-"));
  const packed = await runProcess("npm", ["pack", "--silent", "--pack-destination", project], { cwd: root });
  assert.equal(packed.code, 0, packed.err);
  const tarball = readdirSync(project).find((name) => name.endsWith(".tgz")) ?? "";
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "empty", private: true, type: "module" }));
  const installed = await runHere("npm", "install", "--no-audit", "--no-fund", "--prefer-offline", `./${tarball}`);
  assert.equal(installed.code, 0, installed.err);
  writeFileSync(join(project, "openapi.yaml"), OPENAPI);
  writeFileSync(join(project, "portcullis.yaml"), CONFIG);
  writeFileSync(join(project, "tea_time.mjs"), GUARD);
});

after(() => rmSync(project, { recursive: true, force: true }));

test("the package holds what it needs and nothing of the workshop", () => {
  const folder = join(project, "node_modules", "portcullis");
  for (const name of [
    "bin/portcullis",
    "dist/index.js",
    "dist/index.d.ts",
    "docs/schemas/config.json",
    "LICENSE",
    "README.md",
    "SECURITY.md",
  ])
    assert.ok(existsSync(join(folder, name)), name);
  assert.deepEqual(
    ["src", "test", "examples", "scripts", "bench"].filter((name) => existsSync(join(folder, name))),
    [],
  );
});

test("npx portcullis check finds a configuration right, a guard of one's own included", async () => {
  const end = await runHere("npx", "portcullis", "check");
  assert.equal(end.code, 0, end.err);
  assert.match(end.out, /^things: 1 operation -> http:\/\/127\.0\.0\.1:9$/mu);
  assert.match((await runHere("npx", "portcullis", "--version")).out, /^[0-9]+\.[0-9]+\.[0-9]+\n$/u);
});

test("a guard of one's own runs in the installed gateway", async () => {
  const gateway = startProcess("node", ["node_modules/portcullis/bin/portcullis", "run"], { cwd: project });
  try {
    const base = /listening on (\S+)/u.exec(await gateway.says("portcullis ready"))?.[1] ?? "";
    assert.equal((await fetch(`${base}/things`)).status, 418);
  } finally {
    gateway.child.kill("SIGTERM");
  }
  assert.equal((await gateway.end).code, 0);
});

test("the declarations hold under strict checks", async () => {
  writeFileSync(join(project, "typed.ts"), TYPED);
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2024", "--exactOptionalPropertyTypes"];
  const end = await runHere(process.execPath, join(root, "node_modules/typescript/bin/tsc"), ...options, "typed.ts");
  assert.equal(end.code, 0, end.out + end.err);
});

test("the demo says that it needs a checkout", async () => {
  const end = await runHere("npx", "portcullis", "demo");
  assert.equal(end.code, 1);
  assert.match(end.err, /the demo is not part of the installed package; clone the repository/u);
});
