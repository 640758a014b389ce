import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS } from "./commands/index.ts";
import type { Io } from "./command.ts";
import { main } from "./main.ts";

async function called(...argv: readonly string[]): ReturnType<typeof calledAt> {
  return await calledAt(Number.POSITIVE_INFINITY, ...argv);
}

async function calledAt(
  columns: number,
  ...argv: readonly string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let out = "";
  let err = "";
  const io: Io = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    colours: false,
    columns,
    cwd: "/nowhere",
    env: {},
  };
  return { code: await main(argv, io), out, err };
}

test("without a command the usage is said on standard error, with --help on standard output", async () => {
  const none = await called();
  assert.deepEqual([none.code, none.out], [64, ""]);
  assert.match(none.err, /^usage: portcullis COMMAND/u);
  for (const flag of ["--help", "-h", "help"]) {
    const help = await called(flag);
    assert.deepEqual([help.code, help.out, help.err], [0, none.err, ""]);
  }
});

test("every command is listed and has a help with examples", async () => {
  const names = ["init", "check", "run", "explain", "matrix", "events", "keys", "mode", "doctor", "schema", "demo"];
  assert.deepEqual(
    COMMANDS.map(({ name }) => name),
    names,
  );
  const { out } = await called("--help");
  for (const { name, summary } of COMMANDS) {
    assert.ok(out.includes(`  ${name.padEnd(7)}  ${summary}\n`), name);
    const help = await called(name, "--help");
    assert.equal(help.code, 0);
    assert.deepEqual(await called("help", name), help);
    assert.match(help.out, new RegExp(`\\n\\nusage: portcullis ${name}[ \\n]`, "u"));
    assert.match(help.out, /\nexamples:\n {2}/u, `${name} has examples`);
  }
});

test("a mistyped command names the one that was meant, a wrong option the one that was meant", async () => {
  const typo = await called("chek");
  assert.equal(typo.code, 64);
  assert.match(typo.err, /no command `chek`; did you mean `check`\?/u);
  const wrong = await called("check", "--stric");
  assert.equal(wrong.code, 64);
  assert.equal(
    wrong.err,
    "portcullis check: Unknown option '--stric'; did you mean `--strict`?\n`portcullis check --help` tells the options\n",
  );
});

test("no help is wider than the terminal, nor than 100 columns", async () => {
  for (const columns of [60, 80, 200, Number.POSITIVE_INFINITY])
    for (const args of [["--help"], ...COMMANDS.map(({ name }) => [name, "--help"])]) {
      const { out } = await calledAt(columns, ...args);
      for (const line of out.split("\n")) assert.ok(line.length <= Math.min(columns, 100), `${columns}: ${line}`);
    }
});

test("what throws is one line, and the exit code says that it was no usage", async () => {
  const broken = await called("mode");
  assert.equal(broken.code, 1);
  assert.match(broken.err, /^portcullis mode: [^\n]+\n$/u);
});

test("the version is the package's", async () => {
  assert.match((await called("--version")).out, /^[0-9]+\.[0-9]+\.[0-9]+\n$/u);
});
