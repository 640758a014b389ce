/** Generations, API and operation plans for tests of the engine: real types, filled with as little as the test needs. */
import type { ConnectionTls } from "../../src/kernel/connection.ts";
import { canonicalPath } from "../../src/codec/path.ts";
import { LiveExchange } from "../../src/engine/exchange.ts";
import type { ApiPlan, Generation, OperationPlan } from "../../src/engine/plan.ts";
import type { Traffic } from "../../src/engine/record_of.ts";
import { ExchangeRun } from "../../src/engine/run.ts";
import type { RunPorts } from "../../src/engine/run_ports.ts";
import type { UpstreamTarget } from "../../src/engine/upstream.ts";
import { WorkBudget } from "../../src/kernel/budget.ts";
import { ANONYMOUS } from "../../src/kernel/principal.ts";
import type { ExchangeRecord } from "../../src/kernel/record.ts";
import { CONFIGURED_MODES, type ModeSource, Trail } from "../../src/kernel/trail.ts";
import { type Fields, NO_FIELDS } from "../../src/message/headers.ts";
import type { TraceContext } from "../../src/message/traceparent.ts";
import type { Operation } from "../../src/openapi/operation.ts";
import { compileRouter, type Router } from "../../src/openapi/router.ts";

export const TARGET: UpstreamTarget = {
  id: "test",
  scheme: "http",
  protocol: "http/1.1",
  hostname: "127.0.0.1",
  address: null,
  port: 3000,
  authority: "127.0.0.1:3000",
  hostPolicy: "upstream",
  basePath: "",
  timeouts: { connectMs: 3_000, firstByteMs: 30_000, betweenBytesMs: 30_000, totalMs: 60_000, eventStreamMs: 3_600_000 },
  maxConnections: 256,
  tls: { ca: null, serverName: null, pins: [], client: null, minVersion: "TLSv1.2" },
  proxyProtocol: null,
};

export function operation(given: Partial<Operation>): Operation {
  const method = given.method ?? "GET";
  const template = given.template ?? "/";
  return {
    id: `${method} ${template}`,
    method,
    template,
    tags: [],
    documented: true,
    parameters: [],
    requestBody: null,
    responses: [],
    security: [],
    deprecated: false,
    extensions: {},
    place: { uri: "test:", pointer: "" },
    ...given,
  };
}

export function operationPlan(given: Partial<OperationPlan>): OperationPlan {
  return {
    operation: operation({}),
    guards: { head: [], route: [], identity: [], body: [], response: [] },
    requestRewrites: [],
    responseRewrites: [],
    authenticate: () => ({ kind: "principal", principal: ANONYMOUS, findings: [] }),
    suppose: () => ({ kind: "principal", principal: ANONYMOUS, findings: [] }),
    access: "public",
    authMode: "enforce",
    buffersRequest: false,
    buffersResponse: false,
    maxBodyBytes: 1_048_576,
    upgrade: null,
    grpc: null,
    websocket: null,
    ...given,
  };
}

/** Routes of these operations, without a base path. */
export function routerOf(operations: readonly Operation[]): Router {
  const compiled = compileRouter(operations.map((each) => ({ basePaths: [""], operation: each })));
  if (!compiled.ok) throw new Error(compiled.issues.map(({ message }) => message).join("; "));
  return compiled.value;
}

/** `plan` is the plan of every operation. */
export function apiPlan(given: Partial<ApiPlan> & { readonly plan?: OperationPlan }): ApiPlan {
  const { plan = operationPlan({}), ...rest } = given;
  return {
    name: "test",
    hosts: new Set(),
    prefixSegments: [],
    stripPrefix: false,
    clientCertificate: "optional",
    upstream: TARGET,
    group: null,
    router: null,
    planOf: () => plan,
    anyOperation: null,
    operations: rest.anyOperation === undefined || rest.anyOperation === null ? [] : [rest.anyOperation],
    pathOf: ({ template }) => template,
    ...rest,
  };
}

export function generationOf(apis: readonly ApiPlan[], given: Partial<Generation> = {}): Generation {
  return { id: 1, headGuards: [], apis, detail: "pointer", userGuards: [], budgetSteps: 1_000_000, ...given };
}

export interface ExchangeSketch {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string | null;
  readonly headers?: Fields;
  readonly address?: string;
  readonly tls?: ConnectionTls;
  readonly modes?: ModeSource;
}

export function liveExchange(sketch: ExchangeSketch): LiveExchange {
  const path = canonicalPath(sketch.path ?? "/");
  if ("refused" in path) throw new Error(`the path of the test is refused: ${path.refused}`);
  const address = sketch.address ?? "192.0.2.1";
  return new LiveExchange(
    {
      id: "01920000-0000-7000-8000-000000000001",
      receivedAtMs: 1_700_000_000_000,
      method: sketch.method ?? "GET",
      scheme: "http",
      host: { name: "api.test", port: null },
      path,
      query: sketch.query ?? null,
      headers: sketch.headers ?? NO_FIELDS,
      framing: { kind: "none" },
      client: { address, peerAddress: address, peerPort: 1234, viaProxy: false, tls: sketch.tls ?? null },
    },
    new WorkBudget(1_000_000),
    new Trail(sketch.modes ?? CONFIGURED_MODES),
  );
}

/** The example of W3C Trace Context section 3.2.3, carried on. */
export const TRACE: TraceContext = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  parentId: null,
  flags: 1,
  header: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  state: null,
};

/** Ports of a run with a clock that stands still, and the records it offered. */
export function runPorts(): RunPorts & { readonly records: ExchangeRecord[] } {
  const records: ExchangeRecord[] = [];
  return {
    records,
    monotonicMs: () => 0,
    trace: () => TRACE,
    fault: () => {},
    offer: (record) => void records.push(record),
  };
}

export function runOf(generation: Generation, exchange: LiveExchange, ports: RunPorts = runPorts()): ExchangeRun {
  return new ExchangeRun(generation, exchange, ports, null);
}

/** What the adapter tells of an exchange whose upstream was not asked. */
export const TRAFFIC: Traffic = {
  protocol: "1.1",
  status: 200,
  upstreamStatus: null,
  requestBytes: 1,
  responseBytes: 2,
  contentBytes: 0,
  upstreamMs: null,
  upstream: null,
  upstreamAskedMs: 0,
  upstreamEndedMs: null,
};

/** What the adapter tells where the target of the plans was asked and answered with 200. */
export const ASKED_TRAFFIC: Traffic = { ...TRAFFIC, upstreamStatus: 200, upstreamMs: 1, upstream: TARGET, upstreamEndedMs: 1 };
