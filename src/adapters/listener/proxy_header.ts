/**
 * The first stage where `proxy_protocol` is configured: a proxy says whose connection it took over. Only the proxies named may, each must, and whether a header
 * comes is never guessed (Why: who could choose would choose their own address).
 */
import type { CidrSet } from "../../codec/cidr.ts";
import { readProxyHeader } from "../../message/proxy_protocol/read_header.ts";
import type { ProxyEnd } from "../../message/proxy_protocol/proxy_header.ts";
import type { Arrival, Stage } from "./arrival.ts";
import { type Decided, peek } from "./peek.ts";

/** `own`: the connection is the proxy's own, or of a client without an IP address. */
type Told = { readonly kind: "refused" } | { readonly kind: "own" } | { readonly kind: "taken_over"; readonly source: ProxyEnd };

function decide(bytes: Uint8Array): Decided<Told> | null {
  const read = readProxyHeader(bytes);
  if (read.kind === "more") return null;
  if (read.kind === "refused") return { value: { kind: "refused" }, used: 0 };
  const { ends, bytes: used } = read.header;
  return { value: ends === null ? { kind: "own" } : { kind: "taken_over", source: ends.source }, used };
}

/**
 * A stage that believes the proxies in `from` and ends every other connection. `admit` takes the address that was told into the counts and says whether there is
 * room; `onRefused` hears of connections that did not keep to this.
 */
export function proxyHeader(from: CidrSet, admit: (arrival: Arrival) => boolean, onRefused: () => void): Stage {
  const refuse = ({ socket }: Arrival): null => {
    onRefused();
    socket.destroy();
    return null;
  };
  return async (arrival) => {
    if (!from.has(arrival.address)) return refuse(arrival);
    const told = await peek(arrival.socket, decide);
    if (told === null || told.kind === "refused") return refuse(arrival);
    const { address, port } = told.kind === "own" ? arrival : told.source;
    const named = { ...arrival, address, port };
    return admit(named) ? named : null;
  };
}
