/** Sends attempts through every chain, each chain one after another, all chains at once; what slips is made short and told with what repeats it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Attempt, attemptOf, textOf } from "./attempt.ts";
import { Chain, type Handling, type StartGateway, TOPOLOGIES, type Topology } from "./chain.ts";
import { shrink } from "./shrink.ts";

export interface Slip {
  readonly attempt: number;
  readonly violations: readonly string[];
  /** The shortest text found that slips too. */
  readonly shortest: string;
}

export interface ChainReport {
  readonly name: string;
  readonly attempts: number;
  /** Requests that the gateway recorded and the backend saw, equal in all that is compared. */
  readonly matched: number;
  readonly slips: readonly Slip[];
  /** What came out only at the end: nginx's log. */
  readonly violations: readonly string[];
  readonly ends: ReadonlyMap<string, number>;
}

export interface Campaign {
  readonly attempts: number;
  readonly seed: number;
  readonly topologies?: readonly Topology[];
  readonly handlings?: readonly Handling[];
  readonly startGateway?: StartGateway;
  /** How many slips of a chain end its run. */
  readonly enough?: number;
  /** How often a slip is tried again to make it short. */
  readonly trials?: number;
  readonly onProgress?: (chain: string, attempts: number) => void;
}

const PROGRESS_EVERY = 5_000;
const SHRINK_TRIALS = 150;
/** Ordinary requests after an attempt that is tried again: whom it hurts is whoever comes next. */
const HARMLESS: Attempt = { pieces: ["GET /harmless HTTP/1.1\r\nHost: a.example\r\n\r\n"] };
const FOLLOWERS = 3;
const MOST_FOLLOWERS = 20;

/** Runs all of it; one report a chain. */
export async function runCampaign(campaign: Campaign): Promise<readonly ChainReport[]> {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-smuggling-"));
  try {
    const { topologies = TOPOLOGIES, handlings = ["judged", "streamed"] } = campaign;
    const chains = topologies.flatMap((topology) => handlings.map((handling) => runChain(campaign, topology, handling, folder)));
    return await settleAll(chains);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All of them, also where one breaks: each ends what it started before anybody goes on. */
async function settleAll<T>(promises: readonly Promise<T>[]): Promise<readonly T[]> {
  const results = await Promise.allSettled(promises);
  return results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}

async function runChain(campaign: Campaign, topology: Topology, handling: Handling, folder: string): Promise<ChainReport> {
  const { attempts, seed, startGateway, enough = 3, onProgress } = campaign;
  await using chain = await Chain.start(topology, handling, folder, startGateway);
  const slips: Slip[] = [];
  let sent = 0;
  for (; sent < attempts && slips.length < enough; sent++) {
    const before = chain.ledger.violations.length;
    const attempt = attemptOf(seed, sent);
    await chain.run(attempt);
    const violations = chain.ledger.violations.slice(before);
    if (violations.length > 0)
      slips.push({ attempt: sent, violations, shortest: await shortestSlip(campaign, topology, handling, folder, attempt) });
    if ((sent + 1) % PROGRESS_EVERY === 0) onProgress?.(chain.name, sent + 1);
  }
  const before = chain.ledger.violations.length;
  if (slips.length === 0) chain.finish();
  const violations = chain.ledger.violations.slice(before);
  return { name: chain.name, attempts: sent, matched: chain.ledger.matched, slips, violations, ends: chain.ends };
}

/** On a chain of its own, so that what an earlier attempt left behind is not taken for its doing. The whole text where it does not slip there. */
async function shortestSlip(campaign: Campaign, topology: Topology, handling: Handling, folder: string, attempt: Attempt): Promise<string> {
  await using chain = await Chain.start(topology, handling, join(folder, "shrink"), campaign.startGateway);
  return await shrink(textOf(attempt), (text) => slips(chain, text), campaign.trials ?? SHRINK_TRIALS);
}

async function slips(chain: Chain, text: string): Promise<boolean> {
  const { violations } = chain.ledger;
  const before = violations.length;
  await chain.run({ pieces: [text] });
  for (let follower = 0; follower < FOLLOWERS; follower++) await chain.run(HARMLESS);
  if (violations.length === before) return false;
  // What it left behind is used up before the next trial.
  for (let rounds = 0, count = 0; rounds < MOST_FOLLOWERS && count !== violations.length; rounds++) {
    count = violations.length;
    await chain.run(HARMLESS);
  }
  return true;
}
