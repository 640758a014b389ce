/** The composition root: reads, compiles and starts a gateway, or says everything that is wrong. */
import { dirname, resolve } from "node:path";
import { GatewayKeys } from "./adapters/gateway_keys.ts";
import { type CompileRequest, type CompileResult, Generations } from "./adapters/generations.ts";
import type { Config } from "./config/config.ts";
import type { Generation } from "./engine/plan.ts";
import { type GatewayOptions, requestOf } from "./gateway/gateway_options.ts";
import { Gateway } from "./gateway/running_gateway.ts";
import { workersIssues } from "./gateway/workers/share.ts";
import type { Issue, Parsed } from "./kernel/issue.ts";

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

/** What `openGateway` gives: a generation to ask, until it is closed. */
export interface OpenedGateway extends Checked {
  close(): Promise<void>;
}

/** What the files say, compiled; no generation where they, or the keys they name, can't be used. */
async function compile(generations: Generations, keys: GatewayKeys, request: CompileRequest): Promise<CompileResult> {
  const result = await generations.compile(request);
  const issues = keys.issues();
  return issues.length === 0 ? result : { ...result, generation: null, issues: [...result.issues, ...issues] };
}

/** Reads and compiles without listening; the generation can be asked, keys of issuers fetched, until it is closed. */
export async function openGateway(options: CheckOptions): Promise<OpenedGateway> {
  const keys = new GatewayKeys(dirname(resolve(options.configPath)));
  const result = await compile(new Generations(keys.services), keys, requestOf(options, options.eager ?? true));
  return { generation: result.generation, config: result.sources?.config ?? null, issues: result.issues, close: () => keys.close() };
}

/** Reads, compiles and reports everything that is wrong, without listening and, unless `online`, without network. */
export async function checkGateway(options: CheckOptions): Promise<Checked> {
  const opened = await openGateway(options);
  await opened.close();
  const { generation, config, issues } = opened;
  return { generation, config, issues };
}

/** Starts to listen, or says what is wrong. A port that is taken is an issue that names it. */
export async function startGateway(options: GatewayOptions): Promise<Parsed<Gateway>> {
  let running: Gateway | null = null;
  const keys = new GatewayKeys(dirname(resolve(options.configPath)), {
    issuer: (status) => running?.keysFetched(status),
    keyFile: (status) => running?.keyFileRead(status),
  });
  const generations = new Generations(keys.services);
  const { generation, sources, issues: found } = await compile(generations, keys, requestOf(options, false));
  const unavailable = sources === null ? [] : workersIssues(sources.config, options.configPath, options.workerCommand !== undefined);
  const issues = [...found, ...unavailable];
  if (generation === null || sources === null || unavailable.length > 0) {
    await keys.close();
    return { ok: false, issues };
  }
  const gateway = new Gateway(options, generations, keys, { generation, sources });
  running = gateway;
  const failure = await gateway.start();
  if (failure === null) return { ok: true, value: gateway, issues };
  await gateway.close(0);
  return { ok: false, issues: [...issues, failure] };
}
