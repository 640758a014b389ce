/** `npm run check`: types, type-aware lint, format, unused code, the lockfile and the layer table, each as one line; output only of what failed. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

interface Step {
  readonly name: string;
  readonly command: readonly string[];
}

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = (name: string): string => `node_modules/.bin/${name}`;

const STEPS: readonly Step[] = [
  { name: "types", command: [bin("tsc"), "--noEmit", "-p", "."] },
  { name: "lint", command: [bin("oxlint"), "--type-aware", "--tsconfig", "tsconfig.json", "--deny-warnings"] },
  { name: "format", command: [bin("biome"), "format", "."] },
  { name: "unused", command: [bin("knip"), "--no-progress"] },
  { name: "lockfile", command: [process.execPath, "--disable-warning=ExperimentalWarning", "scripts/complete_lockfile.ts", "--check"] },
  { name: "layers", command: [process.execPath, "--disable-warning=ExperimentalWarning", "--test", "test/architecture.test.ts"] },
];

function run(step: Step): Promise<boolean> {
  const [program = "", ...args] = step.command;
  const start = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", (error) => (output += error.message));
    child.on("close", (code) => {
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      process.stdout.write(`${code === 0 ? "ok    " : "FAILED"} ${step.name} (${seconds} s)\n`);
      if (code !== 0) process.stdout.write(`${output}\n`);
      resolve(code === 0);
    });
  });
}

const results = await Promise.all(STEPS.map(run));
process.exitCode = results.every(Boolean) ? 0 : 1;
