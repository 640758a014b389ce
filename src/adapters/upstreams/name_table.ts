/**
 * Addresses of the names that upstreams have, asked for again when their time is over; while nobody answers, the last good ones hold for a while. Only names of the
 * configuration come here, never one that a request chose.
 */
import net from "node:net";
import type { Deadlined } from "../sweeper.ts";
import { askName, type NameAnswer, type NameServices, SYSTEM_NAMES } from "./ask_name.ts";

/** After a failure. */
const AGAIN_MS = 5_000;
/** How long addresses hold that nobody confirms any more. */
export const LAST_GOOD_MS = 3_600_000;
/** More than any name of a service has; what is beyond is left out. */
const MAX_ADDRESSES = 64;

export interface NameEvents {
  /** The addresses of a name are others now; none: the last good ones are too old. `first`: none were known before. */
  readonly onChange: (name: string, addresses: readonly string[], first: boolean) => void;
  /** `failure`: why the name could not be looked up, null once it can be again. */
  readonly onStatus: (name: string, failure: string | null) => void;
}

interface Entry {
  addresses: readonly string[];
  againMs: number;
  dropMs: number;
  failing: boolean;
  turn: number;
  asking: Promise<void> | null;
}

export class NameTable implements Deadlined {
  /** Looked at in every sweep. */
  readonly deadlineMs: number = 0;
  sweepSlot = -1;
  /** Failed questions since the start. */
  failures = 0;
  private readonly entries = new Map<string, Entry>();
  private readonly nowMs: () => number;
  private readonly events: NameEvents;
  private readonly services: NameServices;

  /** `nowMs`: monotonic. */
  constructor(nowMs: () => number, events: NameEvents, services: NameServices = SYSTEM_NAMES) {
    this.nowMs = nowMs;
    this.events = events;
    this.services = services;
  }

  /** From now on these names, and no others, are kept up to date. Resolves once each is known, or could not be looked up; never rejects. */
  async keep(names: ReadonlySet<string>): Promise<void> {
    for (const known of this.entries.keys()) if (!names.has(known)) this.entries.delete(known);
    await Promise.all([...names].map((name) => this.ready(name)));
  }

  /** As last seen; empty for a name that is not known. */
  addressesOf(name: string): readonly string[] {
    return this.entries.get(name)?.addresses ?? [];
  }

  /** For `net.connect`. A name that is not kept is looked up as well, each time. */
  readonly lookup: net.LookupFunction = (name, options, callback) => {
    const entry = this.entries.get(name);
    const ready = entry === undefined ? askName(name, this.services).then(({ addresses }) => addresses) : this.known(name, entry);
    ready.then(
      (addresses) => answer(addresses, options, callback),
      (error: unknown) => callback(error instanceof Error ? error : new Error("the name could not be looked up"), []),
    );
  };

  onDeadline(nowMs: number): void {
    for (const [name, entry] of this.entries) if (entry.asking === null && nowMs >= entry.againMs) void this.ask(name, entry);
  }

  private async ready(name: string): Promise<void> {
    let entry = this.entries.get(name);
    if (entry === undefined) {
      entry = { addresses: [], againMs: 0, dropMs: Infinity, failing: false, turn: 0, asking: null };
      this.entries.set(name, entry);
    }
    if (entry.addresses.length === 0) await this.ask(name, entry);
  }

  /** The addresses, IPv4 first, and of each family another one first each time, so that connections are spread over them. */
  private async known(name: string, entry: Entry): Promise<readonly string[]> {
    if (entry.addresses.length === 0) await this.ask(name, entry);
    const { addresses } = entry;
    if (addresses.length === 0) throw new Error(`the addresses of \`${name}\` are not known`);
    const turn = entry.turn++;
    return [...turned(addresses.filter(net.isIPv4), turn), ...turned(addresses.filter(net.isIPv6), turn)];
  }

  /** One question at a time for each name. Never rejects. */
  private ask(name: string, entry: Entry): Promise<void> {
    entry.asking ??= askName(name, this.services)
      .then(
        (found) => this.found(name, entry, found),
        (error: unknown) => this.failed(name, entry, error instanceof Error ? error.message : "unknown"),
      )
      .finally(() => {
        entry.asking = null;
      });
    return entry.asking;
  }

  private found(name: string, entry: Entry, { addresses: all, ttlMs }: NameAnswer): void {
    const addresses = all.slice(0, MAX_ADDRESSES);
    const before = entry.addresses;
    entry.addresses = addresses;
    entry.againMs = this.nowMs() + ttlMs;
    entry.dropMs = this.nowMs() + ttlMs + LAST_GOOD_MS;
    if (this.entries.get(name) !== entry) return;
    if (entry.failing) this.events.onStatus(name, null);
    entry.failing = false;
    if (!sameMembers(before, addresses)) this.events.onChange(name, addresses, before.length === 0);
  }

  private failed(name: string, entry: Entry, message: string): void {
    this.failures++;
    entry.againMs = this.nowMs() + AGAIN_MS;
    if (this.entries.get(name) !== entry) return;
    if (!entry.failing) this.events.onStatus(name, message);
    entry.failing = true;
    if (entry.addresses.length === 0 || this.nowMs() < entry.dropMs) return;
    entry.addresses = [];
    this.events.onChange(name, [], false);
  }
}

function turned(addresses: readonly string[], turn: number): readonly string[] {
  const first = addresses.length === 0 ? 0 : turn % addresses.length;
  return [...addresses.slice(first), ...addresses.slice(0, first)];
}

/** INVARIANT: order means nothing; DNS servers turn it with every answer. */
function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((address) => b.includes(address));
}

function answer(
  addresses: readonly string[],
  options: Parameters<net.LookupFunction>[1],
  callback: Parameters<net.LookupFunction>[2],
): void {
  const wanted = options.family === 4 || options.family === "IPv4" ? 4 : options.family === 6 || options.family === "IPv6" ? 6 : 0;
  const found = addresses
    .map((address) => ({ address, family: net.isIP(address) }))
    .filter(({ family }) => wanted === 0 || family === wanted);
  const [first] = found;
  if (first === undefined) callback(new Error("the name has no address of that kind"), []);
  else if (options.all === true) callback(null, found);
  else callback(null, first.address, first.family);
}
