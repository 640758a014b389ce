/**
 * `npm test`: every test, in groups. Unit tests share one process and stay under half a minute together with `npm run check`; tests with servers, processes and
 * sockets get a process each.
 */
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { installMissingServers } from "../test/support/servers.ts";

interface Group {
  readonly name: string;
  readonly files: readonly string[];
  readonly flags: readonly string[];
}

const root = fileURLToPath(new URL("..", import.meta.url));
const find = (...patterns: string[]): readonly string[] =>
  globSync(patterns, { cwd: root, exclude: ["node_modules/**", "dist/**"] }).toSorted();

const GROUPS: readonly Group[] = [
  { name: "unit", files: find("src/**/*.test.ts"), flags: ["--test-isolation=none", "--test-timeout=60000"] },
  {
    name: "whole",
    files: find("test/**/*.test.ts", "examples/**/*.test.ts", "bench/**/*.test.ts"),
    flags: ["--test-concurrency=2", "--test-timeout=300000"],
  },
];

function run(group: Group): boolean {
  if (group.files.length === 0) {
    process.stderr.write(`no files in the group ${group.name}\n`);
    return false;
  }
  process.stderr.write(`\n== ${group.name}: ${group.files.length} files\n`);
  const reporter = process.stdout.isTTY ? "spec" : "dot";
  const result = spawnSync(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      "--test",
      `--test-reporter=${reporter}`,
      "--test-reporter-destination=stderr",
      "--test-reporter=./scripts/summary_reporter.ts",
      "--test-reporter-destination=stdout",
      ...group.flags,
      ...group.files,
    ],
    { cwd: root, stdio: "inherit" },
  );
  return result.status === 0;
}

const USAGE = "usage: npm test [-- unit | e2e | FILE...]\n";

function main(argv: readonly string[]): number {
  const [which] = argv;
  if (which === "--help") {
    process.stdout.write(USAGE);
    return 0;
  }
  if (which !== "unit") installMissingServers((line) => process.stderr.write(`${line}\n`));
  if (which === undefined) return GROUPS.map(run).every(Boolean) ? 0 : 1;
  if (which === "unit") return GROUPS.filter((group) => group.name === "unit").every(run) ? 0 : 1;
  if (which === "e2e") return GROUPS.filter((group) => group.name === "whole").every(run) ? 0 : 1;
  return run({ name: "chosen", files: argv, flags: [] }) ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
