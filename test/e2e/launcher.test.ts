/** `bin/launch.cjs` on the Node versions that users have: the machine's own old one where there is one, and one that says it is old everywhere. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { test, type TestContext } from "node:test";
import { type ProcessEnd, runProcess, startProcess } from "../support/run_process.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const root = new URL("../..", import.meta.url).pathname;
const launcher = join(root, "bin", "launch.cjs");
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR2"] as const;

/** What starts the launcher: a program and the arguments before the launcher's. */
interface Starter {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

function file(context: TestContext, name: string, text: string): string {
  const path = join(temporaryFolder(context), name);
  writeFileSync(path, text);
  return path;
}

/** A supported Node that claims to be 20, on this platform or another. */
function pretendingOld(context: TestContext, platform: string = process.platform): Starter {
  const preload = file(
    context,
    "old.cjs",
    `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.11.1" } });
Object.defineProperty(process, "platform", { value: ${JSON.stringify(platform)} });\n`,
  );
  return { name: "pretending", command: [process.execPath, "--require", preload] };
}

/** The first `node` of the PATH that is older than what is needed; null where there is none. */
function oldNode(): string | null {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const node = join(folder, "node");
    if (folder === "" || !existsSync(node)) continue;
    const major = Number(/^v([0-9]+)\./u.exec(execFileSync(node, ["--version"], { encoding: "utf8" }))?.[1] ?? "0");
    if (major >= 20 && major < 24) return node;
  }
  return null;
}

function starters(context: TestContext): readonly Starter[] {
  const old = oldNode();
  const own: Starter = { name: "supported", command: [process.execPath] };
  return [own, pretendingOld(context), ...(old === null ? [] : [{ name: old, command: [old] } as const])];
}

function launch({ command: [program, ...flags] }: Starter, script: string, ...args: string[]): Promise<ProcessEnd> {
  return runProcess(program, [...flags, launcher, script, ...args]);
}

test("the program runs on a supported Node whatever Node starts it, with its arguments and exit code", async (context) => {
  const script = file(
    context,
    "program.ts",
    `console.log(process.versions.node, process.argv.slice(2)); process.exitCode = Number("7");\n`,
  );
  let ran = 0;
  for (const starter of starters(context)) {
    const end = await launch(starter, script, "--flag", "a b");
    assert.equal(end.code, 7, `${starter.name}: ${end.err}`);
    assert.match(end.out, /^(?:2[4-9]|[3-9][0-9])\.[0-9.]+ \[ '--flag', 'a b' \]\n$/u, starter.name);
    ran++;
  }
  assert.ok(ran >= 2);
});

test("signals reach the program, and its answer to them is the launcher's", async (context) => {
  const script = file(
    context,
    "program.ts",
    `for (const name of ${JSON.stringify(SIGNALS)}) process.on(name, () => { console.log("got", name); process.exit(9); });
setInterval(() => {}, 1000);
console.log("up");\n`,
  );
  let ran = 0;
  for (const { command, name } of starters(context)) {
    const [program, ...flags] = command;
    for (const signal of SIGNALS) {
      const running = startProcess(program, [...flags, launcher, script]);
      await running.says("up");
      running.child.kill(signal);
      const end = await running.end;
      assert.deepEqual([end.code, end.out], [9, `up\ngot ${signal}\n`], name);
      ran++;
    }
  }
  assert.ok(ran >= 8);
});

test("a program that a signal ends ends the launcher by the same signal", async (context) => {
  const script = file(context, "program.ts", `setInterval(() => {}, 1000); console.log("up");\n`);
  for (const { command } of starters(context)) {
    const [program, ...flags] = command;
    const running = startProcess(program, [...flags, launcher, script]);
    await running.says("up");
    running.child.kill("SIGTERM");
    const end = await running.end;
    assert.deepEqual([end.code, end.signal], [null, "SIGTERM"]);
  }
});

test("where no supported Node is at hand the launcher says which version is needed and how to get it", async (context) => {
  const end = await launch(pretendingOld(context, "sunos"), "never.ts");
  assert.equal(end.code, 1);
  assert.equal(end.out, "");
  assert.match(
    end.err,
    /^portcullis: needs Node\.js 24 or newer; this is 20\.11\.1 \(sunos-\w+\)\. Install it, or run `npm ci --include=optional`/u,
  );
});

test("the launcher asks for a program", async () => {
  const end = await runProcess(process.execPath, [launcher]);
  assert.equal(end.code, 64);
  assert.match(end.err, /^usage: /u);
});

test("./bin/portcullis answers with the version of the package", async () => {
  const end = await runProcess(process.execPath, [join(root, "bin", "portcullis"), "--version"]);
  assert.match(end.out, /^[0-9]+\.[0-9]+\.[0-9]+\n$/u);
});
