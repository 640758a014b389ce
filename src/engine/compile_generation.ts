/**
 * Compiles a configuration and its descriptions into one immutable generation, or says everything that is wrong with them. `check`, `run`, reload and the
 * admin API all come through here, so they agree.
 */
import type { ConfigIssue } from "../config/read_config.ts";
import type { ApiOptions } from "../config/api_options.ts";
import type { Config } from "../config/config.ts";
import type { GuardServices } from "../guards/define_guard.ts";
import type { Guard } from "../kernel/guard.ts";
import type { Issue } from "../kernel/issue.ts";
import type { AuthServices } from "../authn/define_authenticator.ts";
import type { OpenApiDocument } from "../openapi/document.ts";
import { compileApi, nameOf } from "./compile_api.ts";
import type { GuardTable, RewriteTable } from "./compile_operation.ts";
import type { UpstreamPem } from "./compile_upstream.ts";
import type { ApiPlan, Generation } from "./plan.ts";

/** What was read for one API of the configuration. */
export interface ApiSources {
  readonly options: ApiOptions;
  /** Null for `routes: any`. */
  readonly document: OpenApiDocument | null;
  readonly upstreamPem: UpstreamPem;
  /**
   * Keys of the API and its operations whose values, or the files they name, could not be read, or not all of it. What depends on them is not judged, so that
   * issues are those of what was written; the API never comes into force.
   */
  readonly unread: ReadonlySet<string>;
}

export interface GenerationInput {
  readonly id: number;
  readonly config: Config;
  readonly apis: readonly ApiSources[];
  readonly guards: GuardTable;
  readonly rewrites: RewriteTable;
  /** Names of those guards that users wrote. */
  readonly userGuards: readonly string[];
  readonly services: GuardServices & AuthServices;
  /** Compiles all of every operation now and reports what is wrong with any: what `check` wants. Otherwise what is dear waits for its first use. */
  readonly eager: boolean;
}

export interface CompiledGeneration {
  readonly generation: Generation | null;
  /** Issues of the configuration, to be located in its file. */
  readonly configIssues: readonly ConfigIssue[];
  /** Issues of the descriptions, located already. */
  readonly issues: readonly Issue[];
}

export async function compileGeneration(input: GenerationInput): Promise<CompiledGeneration> {
  const configIssues: ConfigIssue[] = [];
  const issues: Issue[] = [];
  const apis: ApiPlan[] = [];
  const names = new Set<string>();
  for (const [index, sources] of input.apis.entries()) {
    const path = ["apis", index];
    const name = nameOf(sources);
    if (names.has(name) && !sources.unread.has("name")) {
      const message = `the name \`${name}\` is taken by another API; give each a \`name\``;
      configIssues.push(error("config.duplicate_name", message, [...path, "name"]));
    }
    names.add(name);
    // Of a description that can't be read at all there is nothing to compile.
    if (sources.document === null && (sources.options.openapi !== null || sources.options.grpc !== null)) continue;
    const compiled = await compileApi(input, sources, path);
    configIssues.push(...compiled.configIssues);
    issues.push(...compiled.issues);
    apis.push(compiled.plan);
  }
  configIssues.push(...overlaps(input.apis), ...unknownGuards(input));
  const headGuards = await compileHeadGuards(input, configIssues);
  const failed =
    input.apis.some(({ unread }) => unread.size > 0) || [...configIssues, ...issues].some(({ severity }) => severity === "error");
  const generation: Generation = {
    id: input.id,
    headGuards,
    apis,
    detail: input.config.problemDetail,
    userGuards: input.userGuards,
    budgetSteps: input.config.protocol.budgetSteps,
  };
  return { generation: failed ? null : generation, configIssues, issues };
}

function error(code: string, message: string, path: readonly PropertyKey[]): ConfigIssue {
  return { severity: "error", code, message, path };
}

async function compileHeadGuards(input: GenerationInput, issues: ConfigIssue[]): Promise<readonly Guard<"head">[]> {
  const guards: Guard<"head">[] = [];
  for (const definition of input.guards.head) {
    const { name, key } = definition;
    if (!input.config.features.has(key) && !definition.always) continue;
    const mode = input.config.modes[name] ?? definition.mode;
    if (mode === "off") continue;
    const compiled = await definition.compile(
      input.config.features.get(key),
      { api: null, operation: null, document: null, level: "global" },
      input.services,
    );
    if (compiled.kind === "issues")
      issues.push(...compiled.issues.map((issue) => error(`${key}.invalid`, issue.message, [key, ...issue.path])));
    if (compiled.kind === "check") {
      const onError = input.config.onError[name] ?? "deny";
      for (const issue of compiled.warnings ?? [])
        issues.push({ ...error(`${key}.unchecked`, issue.message, [key, ...issue.path]), severity: "warning" });
      guards.push({ name, phase: "head", mode, onError, check: compiled.check, once: definition.once });
    }
  }
  return guards;
}

/** Two APIs that the same request would select: one of them would never be asked. */
function overlaps(apis: readonly ApiSources[]): readonly ConfigIssue[] {
  const known = apis.map((api, index) => ({ ...api, index })).filter(({ unread }) => !unread.has("hosts") && !unread.has("prefix"));
  return known.flatMap(({ options, index }, at) => {
    const twin = known.slice(0, at).find(({ options: other }) => other.prefix === options.prefix && shareHost(other.hosts, options.hosts));
    if (twin === undefined) return [];
    const message = `it has the same hosts and prefix as \`${nameOf(twin)}\`; give one of them other \`hosts\` or a \`prefix\``;
    return [error("config.overlap", message, ["apis", index])];
  });
}

function shareHost(a: readonly string[], b: readonly string[]): boolean {
  return (a.length === 0 && b.length === 0) || a.some((host) => b.includes(host));
}

/** A mode, or what to do on an error, for a guard that does not exist or not there would be a check that somebody believes in. */
function unknownGuards(input: GenerationInput): readonly ConfigIssue[] {
  const namesOf = (features: readonly { readonly name: string }[]): readonly string[] => features.map(({ name }) => name);
  const { head, ...later } = input.guards;
  const onApis = new Set(Object.values(later).flatMap(namesOf));
  const guards = new Set([...namesOf(head), ...onApis]);
  const rewrites = Object.values(input.rewrites).flatMap(namesOf);
  const tables: readonly (readonly [key: "modes" | "on_error", everywhere: ReadonlySet<string>, onApis: ReadonlySet<string>])[] = [
    ["modes", new Set(["authn", ...guards, ...rewrites]), new Set(["authn", ...onApis, ...rewrites])],
    // Why no `authn`: a caller who could not be identified is never let through.
    ["on_error", guards, onApis],
  ];
  const check = (written: WrittenForGuards, level: "everywhere" | "api", path: readonly PropertyKey[]): readonly ConfigIssue[] =>
    tables.flatMap(([key, everywhere, api]) =>
      Object.keys(key === "modes" ? written.modes : written.onError)
        .filter((name) => !(level === "api" ? api : everywhere).has(name))
        .map((name) => error("config.unknown_guard", unknownGuard(name, everywhere), [...path, key, name])),
    );
  return [
    ...check(input.config, "everywhere", []),
    ...input.config.apis.flatMap((api, index) => [
      ...check(api, "api", ["apis", index]),
      ...[...api.operations].flatMap(([name, operation]) => check(operation, "api", ["apis", index, "operations", name])),
    ]),
  ];
}

type WrittenForGuards = Pick<Config, "modes" | "onError">;

function unknownGuard(name: string, everywhere: ReadonlySet<string>): string {
  if (everywhere.has(name)) return `\`${name}\` runs before the API is known; write this at the top of the file`;
  return `no guard is called \`${name}\` here; there are ${[...everywhere].toSorted().join(", ")}`;
}
