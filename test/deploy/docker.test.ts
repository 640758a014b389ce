/** The Dockerfile, read by the parser and linter of Docker's own language server: no image can be built where no registry is reachable. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Copy, DockerfileParser, type Instruction } from "dockerfile-ast";
import { validate } from "dockerfile-utils";
import { startTestGateway } from "../support/gateway.ts";
import { startEcho } from "../support/echo.ts";
import { runProcess } from "../support/run_process.ts";

const root = new URL("../..", import.meta.url).pathname;
const text = readFileSync(join(root, "deploy/docker/Dockerfile"), "utf8");
const dockerfile = DockerfileParser.parse(text);
const instructions = dockerfile.getInstructions();

const all = (keyword: string): readonly Instruction[] => instructions.filter((each) => each.getKeyword() === keyword);
const argumentsOf = (instruction: Instruction): string => instruction.getArgumentsContent() ?? "";
const isCopy = (instruction: Instruction): instruction is Copy => instruction.getKeyword() === "COPY";

test("the linter finds nothing, and would find something", () => {
  assert.deepEqual(
    validate(text).map(({ message, range }) => [range.start.line + 1, message]),
    [],
  );
  assert.notEqual(validate("FROM x\nRUNN y\nCMD a\nCMD b\n").length, 0);
});

test("two stages; the one that runs has no shell, so every command is a list of words; it is not root, and is asked whether it is ready", () => {
  const froms = all("FROM");
  assert.equal(froms.length, 2);
  const last = froms.at(-1)?.getRange().start.line ?? 0;
  const running = instructions.filter((each) => each.getRange().start.line > last);
  assert.deepEqual(
    running.filter((each) => ["RUN", "ADD", "SHELL"].includes(each.getKeyword())),
    [],
  );
  for (const keyword of ["ENTRYPOINT", "CMD"]) assert.match(argumentsOf(all(keyword).at(-1) ?? assert.fail(keyword)), /^\[".*"\]$/u);
  assert.match(argumentsOf(all("HEALTHCHECK")[0] ?? assert.fail()), /^CMD \["\/nodejs\/bin\/node", "\/app\/bin\/probe\.cjs", "readyz"\]$/u);
  assert.match(argumentsOf(all("USER").at(-1) ?? assert.fail()), /^[1-9][0-9]*:[1-9][0-9]*$/u);
  assert.deepEqual(all("ENV").map(argumentsOf), ["NODE_ENV=production"], "no secret is baked in");
});

test("what is copied is there, and sent to the builder", () => {
  const kept = new Set(
    readFileSync(join(root, "deploy/docker/Dockerfile.dockerignore"), "utf8")
      .split("\n")
      .filter((line) => line.startsWith("!"))
      .map((line) => line.slice(1)),
  );
  for (const name of kept) assert.ok(existsSync(join(root, name)), name);
  const copies = instructions.filter(isCopy);
  assert.equal(copies.length, 6);
  const fromContext = copies.filter((each) => !each.getFlags().some((flag) => flag.getName() === "from"));
  const sources = fromContext.flatMap((each) =>
    each
      .getArguments()
      .slice(0, -1)
      .map((argument) => argument.getValue()),
  );
  for (const source of sources.filter((each) => each !== ".")) assert.ok(kept.has(source), source);
  for (const needed of ["tsconfig.build.json", "scripts", "src", "bin"]) assert.ok(kept.has(needed), `${needed} is needed to build`);
});

test("the probe tells a gateway that is ready from one that is gone, without a shell", async () => {
  await using stack = new AsyncDisposableStack();
  const echo = stack.adopt(await startEcho(), (started) => started.close());
  const gateway = await startTestGateway({ upstream: echo.base, api: { public: true } });
  const probe = (...args: readonly string[]) => runProcess(process.execPath, [join(root, "bin/probe.cjs"), ...args]);
  const port = String(gateway.adminPort);
  assert.deepEqual([(await probe("readyz", port)).code, (await probe("livez", port)).code], [0, 0]);
  await gateway.close();
  const gone = await probe("readyz", port);
  assert.deepEqual([gone.code, gone.err], [1, "not ready: ECONNREFUSED\n"]);
  assert.equal((await probe("secrets", port)).code, 64);
});
