/** A client connection for tests of the edge: real sockets, one plan for every path, and a clock that the test can put forward. */
import assert from "node:assert/strict";
import { type Edge, type EdgeLimits, newEdgeCounters } from "../../src/adapters/serving/edge.ts";
import { ServerConnection } from "../../src/adapters/net_http1/server_connection.ts";
import { Http2Connection } from "../../src/adapters/node_http2/http2_connection.ts";
import { UpstreamPools } from "../../src/adapters/upstreams/upstream_pool.ts";
import { Sweeper } from "../../src/adapters/sweeper.ts";
import { NameTable } from "../../src/adapters/upstreams/name_table.ts";
import { Upstreams } from "../../src/adapters/upstreams/upstreams.ts";
import { KeptBytes } from "../../src/limit/kept_bytes.ts";
import { compileCidrs } from "../../src/codec/cidr.ts";
import type { OperationPlan } from "../../src/engine/plan.ts";
import type { UpstreamGroup, UpstreamTarget } from "../../src/engine/upstream.ts";
import type { Guard } from "../../src/kernel/guard.ts";
import type { ExchangeRecord } from "../../src/kernel/record.ts";
import { CONFIGURED_MODES } from "../../src/kernel/trail.ts";
import { DEFAULT_REQUEST_LIMITS, DEFAULT_RESPONSE_LIMITS } from "../../src/message/http1/http1_limits.ts";
import { apiPlan, generationOf, operation, operationPlan, runPorts, TARGET } from "./plans.ts";
import { type SocketPair, socketPair } from "./socket_pair.ts";

export const EDGE_LIMITS: EdgeLimits = {
  ...DEFAULT_REQUEST_LIMITS,
  firstHeaderMs: 10_000,
  betweenBytesMs: 20_000,
  uploadRate: { bytesPerS: 500, graceMs: 25_000 },
  downloadRate: { bytesPerS: 4_096, graceMs: 25_000 },
  requestMs: 60_000,
  idleMs: 30_000,
  connections: 100,
  connectionsPerIp: 100,
  decompressionRatio: 100,
  generationAgeMs: 60_000,
};

export interface EdgeSketch {
  readonly plan?: Partial<OperationPlan>;
  readonly headGuards?: readonly Guard<"head">[];
  readonly target?: Partial<UpstreamTarget>;
  readonly group?: UpstreamGroup;
  readonly limits?: Partial<EdgeLimits>;
  /** Room for what is kept whole. */
  readonly keptBytes?: number;
}

export interface TestEdge {
  readonly edge: Edge;
  readonly records: readonly ExchangeRecord[];
  /** What broke inside the gateway. */
  readonly faults: readonly unknown[];
  /** Puts the clock forward and looks at every deadline. */
  pass(ms: number): void;
  /** From now on the gateway is going down. */
  goDown(): void;
}

/** Its sweeper and pools end with `stack`. */
export function startTestEdge(stack: AsyncDisposableStack, sketch: EdgeSketch = {}): TestEdge {
  let passedMs = 0;
  let draining = false;
  const monotonicMs = (): number => performance.now() + passedMs;
  const sweeper = stack.adopt(new Sweeper(monotonicMs, assert.ifError), (each) => each.close());
  const environment = { sweeper, limits: DEFAULT_RESPONSE_LIMITS, lookup: null };
  const pools = stack.adopt(new UpstreamPools(environment), (each) => each.close());
  const names = new NameTable(monotonicMs, { onChange: () => {}, onStatus: () => {} });
  const upstreams = stack.adopt(new Upstreams({ environment, names, nowMs: monotonicMs, onTarget: () => {} }), (each) => each.close());
  const only = operation({ id: "any", method: "*", template: "/" });
  const plan = operationPlan({ operation: only, ...sketch.plan });
  const target = { ...TARGET, ...sketch.target };
  const api = apiPlan({ anyOperation: only, plan, upstream: { ...target, id: `test:${target.port}` }, group: sketch.group ?? null });
  const generation = generationOf([api], { headGuards: sketch.headGuards ?? [] });
  const trusted = compileCidrs([]);
  if (!trusted.ok) throw new Error("no CIDR can't be wrong");
  const ports = runPorts();
  const faults: unknown[] = [];
  const edge: Edge = {
    ...ports,
    monotonicMs,
    fault: (_id, cause) => void faults.push(cause),
    generation: () => generation,
    limits: { ...EDGE_LIMITS, ...sketch.limits },
    receive: {
      nowMs: () => 1_700_000_000_000,
      nextId: () => "01920000-0000-7000-8000-000000000001",
      modes: CONFIGURED_MODES,
      forwarded: { trusted: trusted.value, source: "either", believeHost: false },
    },
    sweeper,
    pools,
    upstreams,
    kept: new KeptBytes(sketch.keptBytes ?? 268_435_456),
    counters: newEdgeCounters(),
    get draining() {
      return draining;
    },
  };
  return {
    edge,
    records: ports.records,
    faults,
    pass: (ms) => {
      passedMs += ms;
      sweeper.sweep();
    },
    goDown: () => {
      draining = true;
    },
  };
}

export interface TestConnection extends SocketPair {
  readonly connection: ServerConnection;
  /** Whether the connection has been let go of. */
  isGone(): boolean;
}

/** A connection that the edge serves at `near`; the client is at `far`. Ends with `stack`. */
export async function serveConnection(stack: AsyncDisposableStack, { edge }: TestEdge): Promise<TestConnection> {
  const pair = stack.use(await socketPair());
  let gone = false;
  const connection = new ServerConnection(
    pair.near,
    { address: "127.0.0.1", port: pair.near.remotePort ?? 0, tls: null },
    edge,
    () => (gone = true),
  );
  return { ...pair, connection, isGone: () => gone };
}

export interface TestHttp2Connection extends SocketPair {
  readonly connection: Http2Connection;
  isGone(): boolean;
}

/** The same, in HTTP/2 without TLS. */
export async function serveHttp2(stack: AsyncDisposableStack, { edge }: TestEdge): Promise<TestHttp2Connection> {
  const pair = stack.use(await socketPair());
  let gone = false;
  const connection = new Http2Connection(
    pair.near,
    { address: "127.0.0.1", port: pair.near.remotePort ?? 0, tls: null },
    edge,
    () => (gone = true),
  );
  return { ...pair, connection, isGone: () => gone };
}

/** Resolves once that holds, looked at every few milliseconds; fails after five seconds. */
export async function eventually(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let attempt = 0; attempt < 1_000; attempt++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.fail(`waited too long for ${what}`);
}
