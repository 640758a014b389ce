/**
 * `npm run fuzz -- [NAME...] [--seconds N] [--seed N]`: each decoder for N seconds. A failure prints its input in base64 and the seed; exit 1.
 * `npm run fuzz -- smuggling`: whole servers instead, see test/differential/smuggling/command.ts.
 */
import { parseArgs } from "node:util";
import { fuzzSmuggling, SMUGGLING_USAGE } from "../differential/smuggling/command.ts";
import { generator, randomInput } from "./mutate.ts";
import { TARGETS } from "./targets.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "5" },
    seed: { type: "string" },
    attempts: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

function main(): number | Promise<number> {
  const attempts = values.attempts === undefined ? null : Number(values.attempts);
  if (!values.help && positionals.length === 1 && positionals[0] === "smuggling" && (attempts === null || attempts > 0))
    return fuzzSmuggling(attempts, Number(values.seed ?? Date.now() % 1_000_000));
  const unknown = positionals.filter((name) => !TARGETS.some((target) => target.name === name));
  if (values.help || unknown.length > 0) {
    process.stderr.write(
      `usage: npm run fuzz -- [NAME...] [--seconds 5] [--seed N]\n       npm run fuzz -- ${SMUGGLING_USAGE}\nnames: ${TARGETS.map(({ name }) => name).join(", ")}\n`,
    );
    return values.help ? 0 : 64;
  }
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  let failed = 0;
  for (const target of positionals.length === 0 ? TARGETS : TARGETS.filter(({ name }) => positionals.includes(name))) {
    const below = generator(seed);
    const end = Date.now() + Number(values.seconds) * 1000;
    let inputs = 0;
    let failure: string | null = null;
    while (failure === null && Date.now() < end) {
      const bytes = randomInput(below);
      try {
        target.run(bytes);
      } catch (error) {
        failure = `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\ninput: ${Buffer.from(bytes).toString("base64")}`;
      }
      inputs++;
    }
    process.stdout.write(`${failure === null ? "ok    " : "FAILED"} ${target.name}: ${inputs} inputs, seed ${seed}\n`);
    if (failure !== null) process.stdout.write(`${failure}\n`);
    failed += failure === null ? 0 : 1;
  }
  process.stdout.write(`${TARGETS.length - failed} passed, ${failed} failed\n`);
  return failed > 0 ? 1 : 0;
}

process.exitCode = await main();
