import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { exchange } from "../../../test/support/exchange.ts";
import { guardServices } from "../../../test/support/guard_services.ts";
import type { AnyGuard } from "../../guards/define_guard.ts";
import { loadUserGuards } from "./user_guards.ts";

const folder = mkdtempSync(join(tmpdir(), "portcullis-user-guards-"));
after(() => rmSync(folder, { recursive: true }));
const source = (path: string): string => JSON.stringify(pathToFileURL(join(import.meta.dirname, path)).href);
const HEAD = `import { defineGuard } from ${source("../../guards/define_guard.ts")};
import { deny, PASS } from ${source("../../kernel/verdict.ts")};
import { problem } from ${source("../../kernel/problem.ts")};
import { z } from ${JSON.stringify(import.meta.resolve("zod"))};
`;

function guardFile(name: string, guardName: string, check: string): string {
  writeFileSync(
    join(folder, name),
    `${HEAD}export const guard = defineGuard({ name: ${JSON.stringify(guardName)}, phase: "route", summary: "mine", options: z.strictObject({}).prefault({}), always: true, compile: () => ({ kind: "check", check: ${check} }) });\n`,
  );
  return name;
}

async function load(...files: readonly string[]): Promise<readonly AnyGuard[]> {
  const loaded = await loadUserGuards(files, { folder, budgetMs: 20 });
  assert.deepEqual(loaded.issues, []);
  return loaded.ok ? loaded.value : assert.fail();
}

async function decide(guard: AnyGuard | undefined): Promise<string> {
  if (guard?.phase !== "route") return assert.fail();
  const compiled = await guard.compile(undefined, { api: "shop", operation: null }, guardServices());
  return compiled.kind === "check" ? (await compiled.check(exchange())).kind : compiled.kind;
}

test("a guard of the user's own is loaded with its name, phase and check", async () => {
  const [guard] = await load(
    guardFile("tenant.ts", "tenant", '(exchange) => exchange.api === "shop" ? deny(problem(403, "tenant", "No")) : PASS'),
  );
  assert.deepEqual([guard?.name, guard?.phase, guard?.mode, guard?.always], ["tenant", "route", "enforce", true]);
  assert.equal(await decide(guard), "deny");
});

test("one that does not decide in time fails", async () => {
  const [guard] = await load(guardFile("slow.ts", "slow", "() => new Promise(() => undefined)"));
  await assert.rejects(decide(guard), /did not decide within 20 ms/u);
});

test("one that throws while it is compiled is an issue, not a crash", async () => {
  const file = guardFile("uncompiled.ts", "uncompiled", '(() => { throw new Error("no licence"); })()');
  const [guard] = await load(file);
  const compiled = await guard?.compile(undefined, { api: null, operation: null }, guardServices());
  assert.ok(compiled?.kind === "issues");
  assert.deepEqual(compiled.issues, [{ path: [], message: "the guard `uncompiled` could not be compiled: no licence" }]);
});

test("a file that has changed is loaded anew", async () => {
  const file = guardFile("changing.ts", "changing", "() => PASS");
  assert.equal(await decide((await load(file))[0]), "pass");
  guardFile("changing.ts", "changing", '() => deny(problem(403, "x", "No"))');
  utimesSync(join(folder, file), new Date(0), new Date(1_000_000));
  assert.equal(await decide((await load(file))[0]), "deny");
});

test("every file that gives no guard is an issue at its place", async () => {
  writeFileSync(join(folder, "nothing.ts"), "export const other = 1;\n");
  writeFileSync(join(folder, "lookalike.ts"), 'export const guard = { name: "x", phase: "head", compile: () => ({ kind: "none" }) };\n');
  writeFileSync(join(folder, "throws.ts"), 'throw new Error("no database");\n');
  guardFile("clash.ts", "cors", "() => PASS");
  guardFile("name.ts", "My Guard", "() => PASS");
  guardFile("one.ts", "twice", "() => PASS");
  guardFile("two.ts", "twice", "() => PASS");
  writeFileSync(
    join(folder, "idle.ts"),
    'import { defineGuard, NOT_APPLICABLE } from "portcullis";\nimport { z } from "zod";\nexport const guard = defineGuard({ name: "idle", phase: "route", summary: "mine", options: z.strictObject({}).prefault({}), compile: () => NOT_APPLICABLE });\n',
  );
  mkdirSync(join(folder, "commonjs"));
  writeFileSync(join(folder, "commonjs/package.json"), '{ "type": "commonjs" }\n');
  writeFileSync(join(folder, "commonjs/script.ts"), 'import "node:fs";\n');
  const files = [
    "missing.ts",
    "nothing.ts",
    "lookalike.ts",
    "throws.ts",
    "clash.ts",
    "name.ts",
    "one.ts",
    "two.ts",
    "idle.ts",
    "commonjs/script.ts",
  ];
  const loaded = await loadUserGuards(files, { folder });
  assert.equal(loaded.ok, false);
  assert.deepEqual(
    loaded.issues.map((issue) => [issue.code, issue.pointer]),
    [0, 1, 2, 3, 4, 5, 7, 8, 9].map((index) => ["config.user_guard", `/guards/${index}`]),
  );
  assert.match(loaded.issues[3]?.message ?? "", /`throws.ts` could not be loaded: no database/u);
  assert.match(loaded.issues[4]?.message ?? "", /`cors` exists already/u);
  assert.match(loaded.issues[7]?.message ?? "", /`idle` would never run; say `always: true`/u);
  assert.match(loaded.issues[8]?.message ?? "", /could not be loaded: .*; name it `\.mts`, or say `"type": "module"`/u);
});

test("a phase that there is none, and what is no check, are told: neither would ever run", async () => {
  const definition = (name: string, phase: string, compiled: string): string =>
    `${HEAD}export const guard = defineGuard({ name: "${name}", phase: "${phase}", summary: "mine", options: z.strictObject({}).prefault({}), always: true, compile: () => (${compiled}) });\n`;
  writeFileSync(join(folder, "phase.ts"), definition("phaseless", "bdy", '{ kind: "check", check: () => PASS }'));
  const loaded = await loadUserGuards(["phase.ts"], { folder, budgetMs: 20 });
  assert.match(loaded.issues[0]?.message ?? "", /`phaseless` would never run: its phase is none of head, route, identity, body, response/u);
  for (const [index, compiled] of ['{ kind: "chek", check: () => PASS }', '{ kind: "check" }', "undefined"].entries()) {
    writeFileSync(join(folder, `compiled_${index}.ts`), definition(`compiled_${index}`, "route", compiled));
    const [guard] = await load(`compiled_${index}.ts`);
    assert.equal(await decide(guard), "issues", compiled);
  }
});
