/**
 * The addresses of a name and how long they hold: those of the hosts file first, then of DNS with its own time to live, and where DNS knows no such name, or can't be
 * asked directly, those that the system finds in its own ways (search domains, mDNS, split DNS).
 */
import dns from "node:dns";
import { readFile } from "node:fs/promises";

export interface NameAnswer {
  /** Not empty; IPv4 before IPv6. */
  readonly addresses: readonly string[];
  readonly ttlMs: number;
}

/** How long an answer holds that comes without a time of its own. */
const FIXED_TTL_MS = 30_000;
/** Bounds of the times that DNS gives: a zero would ask for every connection, and days would outlast a move. */
const LEAST_TTL_MS = 1_000;
const MOST_TTL_MS = 3_600_000;
/** DNS has the name, but no address of that family, or not the name at all. */
const NO_SUCH: ReadonlySet<string> = new Set([dns.NOTFOUND, dns.NODATA]);

export interface NameServices {
  /** Asks DNS alone. */
  readonly resolver: Pick<dns.promises.Resolver, "resolve4" | "resolve6">;
  /** Asks the system: all addresses, or a rejection. */
  readonly system: (name: string) => Promise<readonly dns.LookupAddress[]>;
  readonly hostsFile: string;
}

export const SYSTEM_NAMES: NameServices = {
  resolver: new dns.promises.Resolver({ timeout: 2_000, tries: 2 }),
  system: (name) => dns.promises.lookup(name, { all: true }),
  hostsFile: process.platform === "win32" ? "C:\\Windows\\System32\\drivers\\etc\\hosts" : "/etc/hosts",
};

/** Names of a hosts file (hosts(5)), lower case. */
export function hostsNames(text: string): ReadonlySet<string> {
  const names = text.split("\n").flatMap((line) => (line.split("#", 1)[0] ?? "").trim().split(/\s+/u).slice(1));
  return new Set(names.map((name) => name.toLowerCase()));
}

/** Rejects where the name has no address, or nobody could be asked. */
export async function askName(name: string, services: NameServices): Promise<NameAnswer> {
  const { resolver, hostsFile } = services;
  const text = await readFile(hostsFile, "utf8").catch(() => "");
  // Why `localhost`: it never leaves the machine (RFC 6761 section 6.3), also where the hosts file does not name it.
  if (name === "localhost" || name.endsWith(".localhost") || hostsNames(text).has(name)) return await askSystem(name, services);
  const answers = await Promise.all([resolver.resolve4(name, { ttl: true }), resolver.resolve6(name, { ttl: true })].map(unlessNone));
  // INVARIANT: half an answer is none: it would take targets away that are still there.
  const records = answers.includes(null) ? [] : answers.flatMap((answer) => answer ?? []);
  if (records.length === 0) return await askSystem(name, services);
  const ttlMs = Math.min(...records.map(({ ttl }) => ttl)) * 1_000;
  return {
    addresses: [...new Set(records.map(({ address }) => address))],
    ttlMs: Math.min(MOST_TTL_MS, Math.max(LEAST_TTL_MS, ttlMs)),
  };
}

/** Null where nobody could be asked. */
async function unlessNone(answer: Promise<readonly dns.RecordWithTtl[]>): Promise<readonly dns.RecordWithTtl[] | null> {
  try {
    return await answer;
  } catch (error) {
    return error instanceof Error && "code" in error && NO_SUCH.has(String(error.code)) ? [] : null;
  }
}

async function askSystem(name: string, { system }: NameServices): Promise<NameAnswer> {
  const found = await system(name);
  const addresses = [...new Set(found.toSorted((a, b) => a.family - b.family).map(({ address }) => address))];
  if (addresses.length === 0) throw new Error("the name has no address");
  return { addresses, ttlMs: FIXED_TTL_MS };
}
