/**
 * The addresses of a name and how long they hold. The addresses are always those that the system finds, with its hosts file, search domains and whatever else it is set
 * up to ask, since another opinion would lead requests elsewhere; DNS is asked only for how long its answer holds, which the system does not tell.
 */
import dns from "node:dns";

export interface NameAnswer {
  /** Not empty; IPv4 before IPv6. */
  readonly addresses: readonly string[];
  readonly ttlMs: number;
}

/** How long an answer holds of which DNS does not say it. */
const FIXED_TTL_MS = 30_000;
/** Bounds of the times that DNS gives: a zero would ask for every connection, and days would outlast a move. */
const LEAST_TTL_MS = 1_000;
const MOST_TTL_MS = 3_600_000;

export interface NameServices {
  /** Asks the system: all addresses, or a rejection. */
  readonly system: (name: string) => Promise<readonly dns.LookupAddress[]>;
  /** Asks DNS alone. */
  readonly resolver: Pick<dns.promises.Resolver, "resolve4" | "resolve6">;
}

export const SYSTEM_NAMES: NameServices = {
  system: (name) => dns.promises.lookup(name, { all: true }),
  resolver: new dns.promises.Resolver({ timeout: 1_000, tries: 1 }),
};

/** Rejects where the name has no address, or nobody could be asked. */
export async function askName(name: string, { system, resolver }: NameServices): Promise<NameAnswer> {
  const [found, records] = await Promise.all([system(name), isInDns(name) ? recordsOf(name, resolver) : []]);
  const addresses = [...new Set(found.toSorted((a, b) => a.family - b.family).map(({ address }) => address))];
  if (addresses.length === 0) throw new Error("the name has no address");
  // Why only where DNS knows all of them: otherwise they come from elsewhere, and its times are of something else.
  const isFromDns = addresses.every((wanted) => records.some(({ address }) => address === wanted));
  const ttlMs = isFromDns ? Math.min(...records.map(({ ttl }) => ttl)) * 1_000 : FIXED_TTL_MS;
  return { addresses, ttlMs: Math.min(MOST_TTL_MS, Math.max(LEAST_TTL_MS, ttlMs)) };
}

/** Whether the name means the same to DNS as here: `localhost` never leaves the machine (RFC 6761 section 6.3), and one without a dot is completed by search domains. */
function isInDns(name: string): boolean {
  return name.includes(".") && !name.endsWith(".localhost");
}

async function recordsOf(name: string, resolver: NameServices["resolver"]): Promise<readonly dns.RecordWithTtl[]> {
  const none = (): readonly dns.RecordWithTtl[] => [];
  const both = [resolver.resolve4(name, { ttl: true }).catch(none), resolver.resolve6(name, { ttl: true }).catch(none)];
  return (await Promise.all(both)).flat();
}
