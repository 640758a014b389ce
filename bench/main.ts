/** `npm run bench -- NAME [OPTIONS]`: side by side with the peer, in one run, as ratios. */
import { edgeBench } from "./edge/bench.ts";
import { openapiBench } from "./openapi/bench.ts";
import { overloadBench } from "./overload/bench.ts";
import { proxyBench } from "./proxy/bench.ts";
import { soakBench } from "./soak/bench.ts";
import { websocketBench } from "./websocket/bench.ts";

export interface Bench {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly run: (args: readonly string[]) => Promise<number>;
}

const BENCHES: readonly Bench[] = [proxyBench, edgeBench, openapiBench, overloadBench, soakBench, websocketBench];

async function main([name, ...args]: readonly string[]): Promise<number> {
  const bench = BENCHES.find((candidate) => candidate.name === name);
  if (bench !== undefined && !args.includes("--help")) return await bench.run(args);
  const rows = BENCHES.map((each) => `  ${each.usage}\n      ${each.summary}`).join("\n");
  process.stderr.write(`usage: npm run bench -- NAME [OPTIONS], where NAME [OPTIONS] is one of:\n${rows}\n`);
  return name === "--help" || args.includes("--help") ? 0 : 64;
}

process.exitCode = await main(process.argv.slice(2));
