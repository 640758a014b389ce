/** The composition root: the only file that knows every layer. It puts the parts together, listens, reloads and drains; what happens in an exchange is `engine/`. */
import { resolve } from "node:path";
import { EventStore } from "./adapters/event_store/event_store.ts";
import { FileWatch } from "./adapters/file_watch.ts";
import type { GatewaySources } from "./adapters/gateway_sources.ts";
import { type CompileRequest, type CompileResult, Generations } from "./adapters/generations.ts";
import { Log } from "./adapters/log.ts";
import type { Edge } from "./adapters/net_http1/edge.ts";
import { Listener } from "./adapters/net_http1/listener.ts";
import { UpstreamPools } from "./adapters/net_http1/upstream_pool.ts";
import { RecordSink } from "./adapters/record_sink.ts";
import { Sweeper } from "./adapters/sweeper.ts";
import { SYSTEM_DEPS } from "./adapters/system_deps.ts";
import { compileCidrs } from "./codec/cidr.ts";
import { uuid7Source } from "./codec/uuid7.ts";
import type { Config } from "./config/config.ts";
import type { Generation } from "./engine/plan.ts";
import { ModeOverrides } from "./events/modes.ts";
import type { Issue, Parsed } from "./kernel/issue.ts";
import type { ExchangeRecord } from "./kernel/record.ts";
import { DEFAULT_REQUEST_LIMITS, DEFAULT_RESPONSE_LIMITS } from "./message/http1/http1_limits.ts";
import { traceSource } from "./message/traceparent.ts";

export interface GatewayOptions {
  readonly configPath: string;
  /** Whether descriptions may refer to remote files. */
  readonly online?: boolean;
  /** Changes what the configuration says, for flags of the command line. */
  readonly adjust?: (config: Config) => Config;
  /** Shown each record when its exchange is over. */
  readonly onRecord?: (record: ExchangeRecord) => void;
  /** Reload when a file that was read changes. */
  readonly watch?: boolean;
  /** Told how each reload went. */
  readonly onReload?: (issues: readonly Issue[], swapped: boolean) => void;
}

export interface CheckOptions {
  readonly configPath: string;
  readonly online?: boolean;
  /** Compile every operation, as `check` does; default true. */
  readonly eager?: boolean;
  readonly adjust?: (config: Config) => Config;
}

export interface Checked {
  readonly generation: Generation | null;
  readonly config: Config | null;
  readonly issues: readonly Issue[];
}

const clock = SYSTEM_DEPS.clock;
/** How long `close` waits for exchanges under way. */
const DRAIN_MS = 30_000;

/** Reads, compiles and reports everything that is wrong, without listening and, unless `online`, without network. */
export async function checkGateway(options: CheckOptions): Promise<Checked> {
  const generations = new Generations(offlineKeys());
  const result = await generations.compile(requestOf(options, options.eager ?? true));
  return { generation: result.generation, config: result.sources?.config ?? null, issues: result.issues };
}

function requestOf(options: CheckOptions | GatewayOptions, eager: boolean): CompileRequest {
  const { configPath, adjust } = options;
  return { configPath, online: options.online ?? false, eager, ...(adjust === undefined ? {} : { adjust }) };
}

/** Starts to listen, or says what is wrong. A port that is taken is an issue that names it. */
export async function startGateway(options: GatewayOptions): Promise<Parsed<Gateway>> {
  const parts = new GatewayParts();
  const generations = new Generations(parts.keys);
  const first = await generations.compile(requestOf(options, false));
  if (first.generation === null || first.sources === null) {
    await parts.close();
    return { ok: false, issues: first.issues };
  }
  const gateway = new Gateway(options, parts, generations, first.generation, first.sources);
  const failure = await gateway.start();
  if (failure !== null) {
    await gateway.close(0);
    return { ok: false, issues: [...first.issues, failure] };
  }
  return { ok: true, value: gateway, issues: first.issues };
}
