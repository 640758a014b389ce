/** `npm run fuzz -- smuggling [--attempts N] [--seed N]`: attempts at request smuggling through the gateway behind and before other servers; exit 1 when one slips. */
import { installMissingServers, skipWithout } from "../../support/servers.ts";
import { type ChainReport, runCampaign } from "./campaign.ts";

const DEFAULT_ATTEMPTS = 100_000;
const NEEDED = ["nginx", "apache2", "haproxy"];
const MOST_ENDS = 12;

export const SMUGGLING_USAGE = "smuggling [--attempts 100000] [--seed N]";

export async function fuzzSmuggling(attempts: number | null, seed: number): Promise<number> {
  installMissingServers((line) => process.stderr.write(`${line}\n`));
  const missing = NEEDED.map(skipWithout).filter((reason) => reason !== false);
  if (missing.length > 0) {
    process.stderr.write(`${missing.join("\n")}\n`);
    return 1;
  }
  const reports = await runCampaign({
    attempts: attempts ?? DEFAULT_ATTEMPTS,
    seed,
    onProgress: (chain, sent) => process.stderr.write(`${chain}: ${sent}\n`),
  });
  for (const report of reports) process.stdout.write(`${linesOf(report, seed).join("\n")}\n`);
  const slipped = reports.reduce((sum, { slips, violations }) => sum + slips.length + violations.length, 0);
  const sent = reports.reduce((sum, report) => sum + report.attempts, 0);
  process.stdout.write(`${sent} attempts sent, ${slipped} slipped\n`);
  return slipped === 0 ? 0 : 1;
}

function linesOf({ name, attempts, matched, slips, violations, ends }: ChainReport, seed: number): readonly string[] {
  const clean = slips.length + violations.length === 0;
  const most = [...ends].toSorted(([, a], [, b]) => b - a).slice(0, MOST_ENDS);
  return [
    `${clean ? "ok    " : "FAILED"} ${name}: ${attempts} attempts, ${matched} requests recorded and seen alike, seed ${seed}`,
    `       ${most.map(([end, count]) => `${end} ${count}`).join(", ")}`,
    ...violations,
    ...slips.flatMap((slip) => [`attempt ${slip.attempt}: ${slip.violations.join("\n")}`, `shortest: ${JSON.stringify(slip.shortest)}`]),
  ];
}
