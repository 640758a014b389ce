/**
 * `npm test`: every test, in groups. Unit tests share two processes and stay under half a minute together with `npm run check`; tests with servers, processes and
 * sockets get a process each.
 */
import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { installMissingServers } from "../test/support/servers.ts";

interface Group {
  readonly name: string;
  readonly files: readonly string[];
  readonly flags: readonly string[];
  /** Processes side by side, each with its share of the files. */
  readonly processes: number;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const find = (...patterns: string[]): readonly string[] =>
  globSync(patterns, { cwd: root, exclude: ["node_modules/**", "dist/**"] }).toSorted();

const GROUPS: readonly Group[] = [
  { name: "unit", files: find("src/**/*.test.ts"), flags: ["--test-isolation=none", "--test-timeout=60000"], processes: 2 },
  {
    name: "whole",
    files: find("test/**/*.test.ts", "examples/**/*.test.ts", "bench/**/*.test.ts"),
    flags: ["--test-concurrency=2", "--test-timeout=300000"],
    processes: 1,
  },
];

async function run(group: Group): Promise<boolean> {
  if (group.files.length === 0) {
    process.stderr.write(`no files in the group ${group.name}\n`);
    return false;
  }
  process.stderr.write(`\n== ${group.name}: ${group.files.length} files\n`);
  const parts = Array.from({ length: group.processes }, (_, index) => `${index + 1}/${group.processes}`);
  return (await Promise.all(parts.map((part) => runPart(group, part)))).every(Boolean);
}

function runPart({ files, flags }: Group, part: string): Promise<boolean> {
  const reporter = process.stdout.isTTY ? "spec" : "dot";
  const child = spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      "--test",
      `--test-shard=${part}`,
      `--test-reporter=${reporter}`,
      "--test-reporter-destination=stderr",
      "--test-reporter=./scripts/summary_reporter.ts",
      "--test-reporter-destination=stdout",
      ...flags,
      ...files,
    ],
    { cwd: root, stdio: "inherit" },
  );
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code === 0));
  });
}

/** One after another: all of them, also after one that fails. */
async function runAll(groups: readonly Group[]): Promise<number> {
  let passed = true;
  for (const group of groups) passed = (await run(group)) && passed;
  return passed ? 0 : 1;
}

const USAGE = "usage: npm test [-- unit | e2e | FILE...]\n";

async function main(argv: readonly string[]): Promise<number> {
  const [which] = argv;
  if (which === "--help") {
    process.stdout.write(USAGE);
    return 0;
  }
  if (which !== "unit") installMissingServers((line) => process.stderr.write(`${line}\n`));
  if (which === undefined) return await runAll(GROUPS);
  if (which === "unit") return await runAll(GROUPS.filter((group) => group.name === "unit"));
  if (which === "e2e") return await runAll(GROUPS.filter((group) => group.name === "whole"));
  return await runAll([{ name: "chosen", files: argv, flags: [], processes: 1 }]);
}

process.exitCode = await main(process.argv.slice(2));
