/** Sets of IP networks (RFC 4632, RFC 4291 section 2.3), compiled once to a binary trie: membership costs at most one step per address bit. */
import type { Issue, Parsed } from "../kernel/issue.ts";
import { type IpAddress, parseIpAddress, toIpText } from "./ip_address.ts";

export interface CidrSet {
  /** Whether the address lies in one of the networks. Text that is no address lies in none; a deny list must refuse such text on its own. */
  has(address: string): boolean;
  hasAddress(address: IpAddress): boolean;
  /** Number of networks it was compiled from. */
  readonly size: number;
}

/** A network: an address and how many of its leading bits count. */
export interface Cidr {
  readonly address: IpAddress;
  readonly prefixBits: number;
}

/**
 * `10.0.0.0/8`, `2001:db8::/32`, or one address alone. A string says what is wrong: host bits that are set are an error, for `10.0.0.5/8` was meant to be
 * something else. `::ffff:10.0.0.0/104` is `10.0.0.0/8`; `::/0` is all of IPv6 and no IPv4.
 */
export function parseCidr(text: string): Cidr | string {
  const slash = text.indexOf("/");
  const addressText = slash < 0 ? text : text.slice(0, slash);
  const address = parseIpAddress(addressText);
  if (address === null) return `\`${text}\` is not an IP address or network; write it like \`10.0.0.0/8\` or \`2001:db8::/32\``;
  const bits = address.family === 4 ? 32 : 128;
  if (slash < 0) return { address, prefixBits: bits };
  const mapped = address.family === 4 && addressText.includes(":");
  const written = prefixLength(text.slice(slash + 1), mapped ? 128 : bits);
  if (written < 0) return `\`${text}\` has a prefix length that is not a number from 0 to ${mapped ? 128 : bits}`;
  const prefixBits = mapped ? written - 96 : written;
  if (prefixBits < 0) return `\`${text}\` mixes IPv4 and IPv6; write the IPv4 network on its own`;
  const masked = maskOf(address, prefixBits);
  if (masked.words.some((word, index) => word !== address.words[index])) {
    return `\`${text}\` has bits set after its prefix; the network is \`${toIpText(masked)}/${prefixBits}\``;
  }
  return { address, prefixBits };
}

function prefixLength(text: string, max: number): number {
  if (text.length === 0 || text.length > 3 || (text.length > 1 && text.startsWith("0"))) return -1;
  let value = 0;
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value <= max ? value : -1;
}

function maskOf(address: IpAddress, prefixBits: number): IpAddress {
  const words = address.words.map((word, index) => {
    const kept = Math.min(32, Math.max(0, prefixBits - index * 32));
    return kept === 0 ? 0 : (word & (0xffffffff << (32 - kept))) >>> 0;
  });
  return { family: address.family, words };
}

/** Child slots of an inner node stand side by side; a slot is 0 (nothing below), FULL (all below is in the set) or the index of a node. */
const FULL = -1;

function insert(trie: number[], { address, prefixBits }: Cidr): void {
  // The slot of the root is 0; nodes begin at 1 and have their two slots at `node` and `node + 1`.
  let slot = 0;
  for (let depth = 0; depth < prefixBits; depth += 1) {
    const below = trie[slot] ?? 0;
    if (below === FULL) return;
    let node = below;
    if (node === 0) {
      node = trie.length;
      trie.push(0, 0);
      trie[slot] = node;
    }
    slot = node + bitAt(address, depth);
  }
  trie[slot] = FULL;
}

function bitAt(address: IpAddress, depth: number): number {
  return ((address.words[depth >>> 5] ?? 0) >>> (31 - (depth & 31))) & 1;
}

function contains(trie: Int32Array, address: IpAddress): boolean {
  let at = trie[0] ?? 0;
  for (let depth = 0; at > 0; depth += 1) at = trie[at + bitAt(address, depth)] ?? 0;
  return at === FULL;
}

/**
 * Compiles a list of networks. Each bad entry is an error `config.bad_cidr` whose pointer is its index (`/3`); none is skipped.
 * An empty list is a set without members.
 */
export function compileCidrs(list: readonly string[]): Parsed<CidrSet> {
  const four: number[] = [0];
  const six: number[] = [0];
  const issues: Issue[] = [];
  for (const [index, text] of list.entries()) {
    const cidr = parseCidr(text);
    if (typeof cidr === "string") {
      issues.push({
        severity: "error",
        code: "config.bad_cidr",
        message: cidr,
        file: null,
        pointer: `/${index}`,
        line: null,
        column: null,
      });
    } else insert(cidr.address.family === 4 ? four : six, cidr);
  }
  if (issues.length > 0) return { ok: false, issues };
  const tries = { 4: Int32Array.from(four), 6: Int32Array.from(six) };
  const hasAddress = (address: IpAddress): boolean => contains(tries[address.family], address);
  const has = (text: string): boolean => {
    const address = parseIpAddress(text);
    return address !== null && hasAddress(address);
  };
  return { ok: true, value: { has, hasAddress, size: list.length }, issues: [] };
}
