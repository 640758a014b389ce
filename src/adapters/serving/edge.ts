/** What a listener's connections share: the generation in force, limits, pools, and the counters that the metrics show. */
import type { Generation } from "../../engine/plan.ts";
import type { RunPorts } from "../../engine/run_ports.ts";
import type { ReceiveOptions } from "../../engine/receive.ts";
import type { Side } from "../../guards/websocket/policy.ts";
import type { LeastRate } from "../../limit/data_rate.ts";
import type { KeptBytes } from "../../limit/kept_bytes.ts";
import type { Http1Limits } from "../../message/http1/http1_limits.ts";
import type { Sweeper } from "../sweeper.ts";
import type { UpstreamPools } from "../upstreams/upstream_pool.ts";
import type { Upstreams } from "../upstreams/upstreams.ts";

export interface EdgeLimits extends Http1Limits {
  readonly firstHeaderMs: number;
  readonly betweenBytesMs: number;
  /** Of a request's content. */
  readonly uploadRate: LeastRate;
  /** Of an answer. */
  readonly downloadRate: LeastRate;
  readonly requestMs: number;
  readonly idleMs: number;
  readonly connections: number;
  readonly connectionsPerIp: number;
  readonly decompressionRatio: number;
  /** How long a long exchange goes on before it is judged again. */
  readonly generationAgeMs: number;
}

export interface EdgeCounters {
  open: number;
  accepted: number;
  /** Connections ended before an exchange: by the bounds on their number, without the PROXY header they needed, or with a ClientHello that can't be read. */
  refused: number;
  inFlight: number;
  /** Connections that ended before their TLS handshake did. */
  handshakesFailed: number;
  /** HTTP/2 connections ended because their client made work without asking for anything. */
  flooded: number;
  /** HTTP/2 connections that the protocol library ended, their client having broken the protocol or one of its bounds. */
  http2Broken: number;
  /** HTTP/2 streams that it reset before an exchange began on them, as far as their numbers tell. */
  http2Resets: number;
  /** Messages of WebSockets that each side began. */
  readonly websocketMessages: Record<Side, number>;
}

/** Counters of a gateway that begins. */
export function newEdgeCounters(): EdgeCounters {
  return {
    open: 0,
    accepted: 0,
    refused: 0,
    inFlight: 0,
    handshakesFailed: 0,
    flooded: 0,
    http2Broken: 0,
    http2Resets: 0,
    websocketMessages: { client: 0, server: 0 },
  };
}

export interface Edge extends RunPorts {
  /** The generation that a new exchange begins with. */
  generation(): Generation;
  readonly limits: EdgeLimits;
  readonly receive: ReceiveOptions;
  readonly sweeper: Sweeper;
  readonly pools: UpstreamPools;
  readonly upstreams: Upstreams;
  readonly counters: EdgeCounters;
  /** Memory for what is kept whole, of all connections. */
  readonly kept: KeptBytes;
  /** Set once the gateway is going down: connections end after the exchange they are in. */
  readonly draining: boolean;
}
