/** What counts as one client: an IPv4 address, or the /64 of an IPv6 one, since whoever has one address there has 2^64 of them. */
import { parseIpAddress, toIpText } from "../codec/ip_address.ts";

/** Longest text of an address; what is longer is none. */
const MAX_TEXT = 45;

/**
 * The key under which a client is counted: the canonical IPv4 address, or the network `2001:db8:1:2::/64` of an IPv6 one. Total: text that is no address
 * (a unix socket's peer) is its own key, cut to the length of an address.
 */
export function toClientKey(address: string): string {
  // Why the shortcut: `Client.address` is canonical, so text without a colon is its own key already.
  if (!address.includes(":")) return address.slice(0, MAX_TEXT);
  const parsed = parseIpAddress(address);
  if (parsed === null) return address.slice(0, MAX_TEXT);
  if (parsed.family === 4) return toIpText(parsed);
  const [high = 0, low = 0] = parsed.words;
  return `${toIpText({ family: 6, words: [high, low, 0, 0] })}/64`;
}

/** The network a client calls from: the /24 of an IPv4 address, the /48 of an IPv6 one. Text that is no address is its own network. */
export function toNetworkKey(address: string): string {
  const parsed = parseIpAddress(address);
  if (parsed === null) return address.slice(0, MAX_TEXT);
  const [high = 0, low = 0] = parsed.words;
  if (parsed.family === 4) return `${toIpText({ family: 4, words: [(high & 0xffffff00) >>> 0] })}/24`;
  return `${toIpText({ family: 6, words: [high, (low & 0xffff0000) >>> 0, 0, 0] })}/48`;
}
