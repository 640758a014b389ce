/** What of the configuration concerns connections, in the codec's and the edge's own words. */
import { type CidrSet, compileCidrs } from "../../codec/cidr.ts";
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
    uploadRate: { bytesPerS: protocol.uploadBytesPerS, graceMs: protocol.rateGraceMs },
    downloadRate: { bytesPerS: protocol.downloadBytesPerS, graceMs: protocol.rateGraceMs },
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
  return { trusted: cidrsOf(config.trustedProxies), source: "either", believeHost: false };
}

/** Networks that the configuration was found to be right about. */
export function cidrsOf(networks: readonly string[]): CidrSet {
  const compiled = compileCidrs(networks);
  if (!compiled.ok) throw new Error(compiled.issues.map(({ message }) => message).join("; "));
  return compiled.value;
}
