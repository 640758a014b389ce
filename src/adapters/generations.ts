/**
 * The generation in force and how the next one comes: read, compiled aside, swapped at once; on any error the old one stays. Everything that outlives a
 * generation (counters, keys, lockouts) is here too, once per process.
 */
import { z } from "zod";
import type { AuthServices, KeyServices } from "../authn/define_authenticator.ts";
import type { Config } from "../config/config.ts";
import { type ConfigIssue, locateIssues } from "../config/read_config.ts";
import { parseFilterText } from "../events/query.ts";
import { compileGeneration } from "../engine/compile_generation.ts";
import type { GuardTable, RewriteTable } from "../engine/compile_operation.ts";
import type { Generation } from "../engine/plan.ts";
import { type AnyGuard, type GuardServices, guardsOf } from "../guards/define_guard.ts";
import { GuardStates } from "../guards/guard_states.ts";
import { UNDECLARED_COUNTS_ID, UndeclaredCounts } from "../guards/openapi_request/undeclared.ts";
import { GUARDS } from "../guards/index.ts";
import type { Issue } from "../kernel/issue.ts";
import { rewritesOf } from "../rewrites/define_rewrite.ts";
import { REWRITES } from "../rewrites/index.ts";
import { GatewayKeys } from "./gateway_keys.ts";
import { type GatewaySources, readSources } from "./gateway_sources.ts";
import { SYSTEM_DEPS } from "./system_deps.ts";
import { loadUserGuards } from "./user_guards/user_guards.ts";

export interface CompileRequest {
  readonly configPath: string;
  readonly online: boolean;
  /** Compiles and checks every operation now. */
  readonly eager: boolean;
  /** Changes what the file says, for flags of the command line. */
  readonly adjust?: (config: Config) => Config;
  /** Number of the generation, where another process counts them. */
  readonly id?: number;
}

export interface CompileResult {
  readonly generation: Generation | null;
  /** Null when the configuration or a description could not be read. */
  readonly sources: GatewaySources | null;
  readonly issues: readonly Issue[];
  /** Every file that was read, whether or not it can be used. */
  readonly files: readonly string[];
}

const REWRITE_TABLE: RewriteTable = { body: rewritesOf(REWRITES, "body"), response: rewritesOf(REWRITES, "response") };

export class Generations {
  private readonly services: GuardServices & AuthServices;
  private nextId = 1;

  /** `share`: puts states in place of those that guards would make, such as ones that several processes share. */
  constructor(keys: KeyServices, share: (states: GuardStates) => void = () => {}) {
    this.services = servicesOf(keys, share);
  }

  /** Header fields and cookies that came although no document declares them, since the start: rows for the metrics. */
  undeclared(): readonly (readonly [labels: Readonly<Record<"api" | "operation" | "kind", string>>, value: number])[] {
    const counts = this.services.state(UNDECLARED_COUNTS_ID, () => new UndeclaredCounts());
    return [...counts.entries()].flatMap(([key, { headers, cookies }]) => {
      const [api = "", operation = ""] = z.array(z.string()).parse(JSON.parse(key));
      return [[{ api, operation, kind: "header" }, headers] as const, [{ api, operation, kind: "cookie" }, cookies] as const];
    });
  }

  /** Reads and compiles; never throws for what an operator wrote. */
  async compile(request: CompileRequest): Promise<CompileResult> {
    const { sources, whole, issues: read } = await readSources(request.configPath, request.online, request.adjust);
    if (sources === null) return { generation: null, sources: null, issues: read, files: [request.configPath] };
    const capture = sources.config.capture === null ? null : parseFilterText(sources.config.capture.match, SYSTEM_DEPS.clock.nowMs());
    const captureIssues: readonly ConfigIssue[] =
      capture === null || capture.ok
        ? []
        : [{ severity: "error", code: "capture.invalid", message: capture.message, path: ["capture", "match"] }];
    const own = await loadUserGuards(sources.config.guards, { folder: sources.folder });
    const ownIssues = own.issues.map(({ pointer, ...issue }): ConfigIssue => ({ ...issue, path: pointer.split("/").slice(1) }));
    // Why services of its own: what never comes into force leaves no counter, key file or issuer behind in this process.
    const keys = whole ? null : new GatewayKeys(sources.folder);
    const services = keys === null ? this.services : servicesOf(keys.services, () => {});
    const table = tableOf([...GUARDS, ...(own.ok ? own.value : [])]);
    const compiled = await compileGeneration({
      id: request.id ?? this.nextId,
      config: sources.config,
      apis: sources.apis,
      guards: table,
      rewrites: REWRITE_TABLE,
      userGuards: own.ok ? own.value.map(({ name }) => name) : [],
      services,
      eager: request.eager,
    });
    await keys?.close();
    const { source, file } = sources.file;
    const located = locateIssues(source, file, [...ownIssues, ...captureIssues, ...compiled.configIssues]);
    const issues = inOrder(unique([...read, ...located, ...compiled.issues]), file);
    const failed = !whole || compiled.generation === null || issues.some(({ severity }) => severity === "error");
    if (!failed) this.nextId++;
    return { generation: failed ? null : compiled.generation, sources: whole ? sources : null, issues, files: sources.files };
  }
}

function servicesOf(keys: KeyServices, share: (states: GuardStates) => void): GuardServices & AuthServices {
  const states = new GuardStates();
  share(states);
  return { ...SYSTEM_DEPS, ...keys, state: (id, create) => states.state(id, create) };
}

function tableOf(guards: readonly AnyGuard[]): GuardTable {
  return {
    head: guardsOf(guards, "head"),
    route: guardsOf(guards, "route"),
    identity: guardsOf(guards, "identity"),
    body: guardsOf(guards, "body"),
    response: guardsOf(guards, "response"),
  };
}

/** Two guards that share options, or many operations, say the same of the same place once. */
function unique(issues: readonly Issue[]): readonly Issue[] {
  const seen = new Map(issues.map((issue) => [`${issue.file} ${issue.pointer} ${issue.code} ${issue.message}`, issue] as const));
  return [...seen.values()];
}

/** Those of the configuration first, by line; of other files as they came. */
function inOrder(issues: readonly Issue[], configFile: string): readonly Issue[] {
  const own = issues.filter(({ file }) => file === configFile);
  const byPlace = own.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  return [...byPlace, ...issues.filter(({ file }) => file !== configFile)];
}
