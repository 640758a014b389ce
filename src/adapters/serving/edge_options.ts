/** What of the configuration concerns connections, in the codec's and the edge's own words. */
import { compileCidrs } from "../../codec/cidr.ts";
import type { Config } from "../../config/config.ts";
import type { ForwardedPolicy } from "../../message/forwarded.ts";
import { DEFAULT_REQUEST_LIMITS } from "../../message/http1/http1_limits.ts";
import type { EdgeLimits } from "./edge.ts";

/** The limits of client connections. */
export function edgeLimits({ protocol }: Config): EdgeLimits {
  return {
    ...DEFAULT_REQUEST_LIMITS,
    requestLineBytes: protocol.requestLineBytes,
    headBytes: protocol.headBytes,
    fieldBytes: protocol.headerBytes,
    fieldCount: protocol.headerCount,
    firstHeaderMs: protocol.firstHeaderMs,
    betweenBytesMs: protocol.betweenBytesMs,
    requestMs: protocol.requestMs,
    idleMs: protocol.idleMs,
    connections: protocol.connections,
    connectionsPerIp: protocol.connectionsPerIp,
    decompressionRatio: protocol.decompressionRatio,
    generationAgeMs: protocol.generationAgeMs,
  };
}

/** Whose forwarding fields are believed. Throws for CIDRs that are none: they were checked when the configuration was decoded. */
export function forwardedPolicy(config: Config): ForwardedPolicy {
  const trusted = compileCidrs(config.trustedProxies);
  if (!trusted.ok) throw new Error(trusted.issues.map(({ message }) => message).join("; "));
  return { trusted: trusted.value, source: "either", believeHost: false };
}
