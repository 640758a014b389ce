/**
 * Who is at the other end, once `trusted_proxies` are taken into account, and what the upstream is told about it.
 *
 * Only a trusted TCP peer is believed, and only as far as the chain of trusted hops goes: from right to left, each entry was written by the hop to its right;
 * the first that is not itself trusted is the client, and whatever stands left of it was written by the client and means nothing.
 *
 * What a trusted hop says and that can't be read is refused with 400, not guessed (Why: falling back to the proxy's own address would hand its place in an
 * allow list, and everybody's rate limit, to whoever can garble the field). Where both `Forwarded` and `X-Forwarded-*` are there and disagree, one of
 * them was passed through from the client unread: refused too. `X-Forwarded-Port` is never believed.
 */
import type { CidrSet } from "../codec/cidr.ts";
import { listEntries, toTokenOrQuoted } from "../codec/field_syntax.ts";
import type { Peer } from "../kernel/connection.ts";
import type { CanonicalHost, Client, HeaderFields } from "../kernel/exchange.ts";
import { problem, type Refusal } from "../kernel/problem.ts";
import { type ForwardedElement, nodeAddress, parseForwarded } from "./forwarded_field.ts";
import { parseHost, toHostText } from "./host.ts";

export interface ForwardedPolicy {
  /** Proxies that are believed. */
  readonly trusted: CidrSet;
  /** Which fields they write; `either` takes what is there and refuses contradiction. */
  readonly source: "either" | "forwarded" | "x_forwarded";
  /**
   * Whether the host they name is the request's host. Only for proxies known to overwrite it: many leave a caller's `X-Forwarded-Host` as it is.
   */
  readonly believeHost: boolean;
}

export interface ResolvedClient {
  readonly client: Client;
  /** The scheme the client used, as far as it is known. */
  readonly scheme: "http" | "https";
  readonly host: CanonicalHost;
}

/** What one family of fields says; null where it says nothing. */
interface Claim {
  readonly address: string | null;
  readonly scheme: "http" | "https" | null;
  readonly host: CanonicalHost | null;
}

function refuse(code: "malformed" | "conflict", field: string, message: string): Refusal {
  return {
    problem: problem(400, `forwarded_${code}`, "Unusable forwarding field", { close: true }),
    findings: [{ code: `forwarded.${code}`, place: `header:${field}`, message, rule: "RFC 7239" }],
  };
}

/** WebSocket schemes, which some proxies write, are those of the HTTP they began as. */
const SCHEMES: ReadonlyMap<string, "http" | "https"> = new Map([
  ["http", "http"],
  ["https", "https"],
  ["ws", "http"],
  ["wss", "https"],
]);

function schemeOf(text: string | null): "http" | "https" | null | undefined {
  return text === null ? null : SCHEMES.get(text.toLowerCase());
}

/** Index of the entry that is the client, from the right: the first untrusted one, or the leftmost; -1 where a trusted hop wrote no address. */
function clientIndex(nodes: readonly (string | null)[], trusted: CidrSet): number {
  for (let index = nodes.length - 1; index > 0; index -= 1) {
    const address = nodeAddress(nodes[index] ?? "");
    if (address === null) return -1;
    if (!trusted.has(address)) return index;
  }
  return nodeAddress(nodes[0] ?? "") === null ? -1 : 0;
}

function claimOfForwarded(elements: readonly ForwardedElement[], policy: ForwardedPolicy): Claim | Refusal {
  const index = clientIndex(
    elements.map((element) => element.for),
    policy.trusted,
  );
  const element = elements[index];
  if (element === undefined) return refuse("malformed", "forwarded", "a trusted proxy named no address in `for`");
  const scheme = schemeOf(element.proto);
  if (scheme === undefined) return refuse("malformed", "forwarded", "`proto` from a trusted proxy is neither http nor https");
  const host = policy.believeHost && element.host !== null ? parseHost(element.host) : null;
  if (host !== null && "problem" in host) return refuse("malformed", "forwarded", "`host` from a trusted proxy is not a valid host");
  return { address: nodeAddress(element.for ?? ""), scheme, host };
}

/** The last entry of a list field over all its lines: the one the peer itself wrote. */
function lastEntry(headers: HeaderFields, name: string): string | null {
  return headers.has(name) ? (listEntries(headers.getAll(name).join(",")).at(-1) ?? null) : null;
}

function claimOfX(headers: HeaderFields, policy: ForwardedPolicy): Claim | Refusal {
  const nodes = listEntries(headers.getAll("x-forwarded-for").join(","));
  const node = nodes[nodes.length === 0 ? 0 : clientIndex(nodes, policy.trusted)];
  if (node === undefined && nodes.length > 0)
    return refuse("malformed", "x-forwarded-for", "a trusted proxy wrote something that is no address");
  const scheme = schemeOf(lastEntry(headers, "x-forwarded-proto"));
  if (scheme === undefined) return refuse("malformed", "x-forwarded-proto", "a trusted proxy wrote neither http nor https");
  const hostText = policy.believeHost ? lastEntry(headers, "x-forwarded-host") : null;
  const host = hostText === null ? null : parseHost(hostText);
  if (host !== null && "problem" in host)
    return refuse("malformed", "x-forwarded-host", "a trusted proxy wrote something that is no valid host");
  return { address: node === undefined ? null : nodeAddress(node), scheme, host };
}

const SAYS_NOTHING: Claim = Object.freeze({ address: null, scheme: null, host: null });

function differ(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}

/**
 * The client behind `peer`. An untrusted peer is the client, whatever it writes. `scheme` and `host` are those of the connection and the Host field, used where
 * nothing better is believed. A trusted peer without such fields is the client itself. Refusals are 400 with the connection closed.
 */
export function resolveClient(
  peer: Peer,
  scheme: "http" | "https",
  host: CanonicalHost,
  headers: HeaderFields,
  policy: ForwardedPolicy,
): ResolvedClient | Refusal {
  const direct = (address: string, viaProxy: boolean): Client => ({
    address,
    peerAddress: peer.address,
    peerPort: peer.port,
    viaProxy,
    tls: peer.tls,
  });
  if (policy.trusted.size === 0 || !policy.trusted.has(peer.address)) return { client: direct(peer.address, false), scheme, host };
  let standard: Claim | Refusal = SAYS_NOTHING;
  if (policy.source !== "x_forwarded" && headers.has("forwarded")) {
    const elements = parseForwarded(headers.getAll("forwarded").join(", "));
    if (elements === null) return refuse("malformed", "forwarded", "the field is not what RFC 7239 section 4 allows");
    if (elements.length > 0) standard = claimOfForwarded(elements, policy);
  }
  if ("problem" in standard) return standard;
  const older = policy.source === "forwarded" ? SAYS_NOTHING : claimOfX(headers, policy);
  if ("problem" in older) return older;
  if (
    differ(standard.address, older.address) ||
    differ(standard.scheme, older.scheme) ||
    differ(standard.host && toHostText(standard.host), older.host && toHostText(older.host))
  ) {
    return refuse(
      "conflict",
      "forwarded",
      "`Forwarded` and `X-Forwarded-*` contradict each other; set which of them the trusted proxies write",
    );
  }
  const address = standard.address ?? older.address;
  return {
    client: direct(address ?? peer.address, address !== null),
    scheme: standard.scheme ?? older.scheme ?? scheme,
    host: standard.host ?? older.host ?? host,
  };
}

/**
 * What the upstream is told, in place of all inbound fields of these names: one hop, the client as the gateway judged it, so that a reader from the left and one
 * from the right find the same address.
 */
export function outgoingForwarded(
  client: Client,
  scheme: "http" | "https",
  host: CanonicalHost,
): readonly (readonly [name: string, value: string])[] {
  const node = client.address.includes(":") ? `"[${client.address}]"` : client.address;
  const hostText = toHostText(host);
  return [
    ["forwarded", `for=${node};host=${toTokenOrQuoted(hostText)};proto=${scheme}`],
    ["x-forwarded-for", client.address],
    ["x-forwarded-proto", scheme],
    ["x-forwarded-host", hostText],
  ];
}
