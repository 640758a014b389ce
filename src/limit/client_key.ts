/** What counts as one client: an IPv4 address, or the /64 of an IPv6 one, since whoever has one address there has 2^64 of them. */

const GROUPS = 8;
const NETWORK_GROUPS = 4;

/**
 * The key under which a client is counted. `address` is canonical text (RFC 5952, lower case); IPv4 and anything without a colon is its own key, IPv6 gives
 * its first four groups and `::/64`. Total: text that is no address gives some bounded key, never an error.
 */
export function toClientKey(address: string): string {
  if (!address.includes(":")) return address;
  const gap = address.indexOf("::");
  const before = gap === 0 ? [] : (gap === -1 ? address : address.slice(0, gap)).split(":", GROUPS);
  const after = gap === -1 ? [] : address.slice(gap + 2).split(":", GROUPS);
  // Why: a dotted tail stands for two groups.
  const afterStart = GROUPS - after.length - (address.includes(".") ? 1 : 0);
  let key = "";
  for (let index = 0; index < NETWORK_GROUPS; index++) {
    const group = before[index] ?? (index >= afterStart ? after[index - afterStart] : undefined) ?? "0";
    key += `${group === "" ? "0" : group}:`;
  }
  return `${key}:/64`;
}
