/** A generation compiled from a configuration and the paths of a description, both given as values, without files. */
import { NO_PEM } from "../../src/engine/compile_upstream.ts";
import { readConfig } from "../../src/config/read_config.ts";
import { type CompiledGeneration, compileGeneration } from "../../src/engine/compile_generation.ts";
import { type AnyGuard, guardsOf } from "../../src/guards/define_guard.ts";
import { GUARDS } from "../../src/guards/index.ts";
import { loadDocument } from "../../src/openapi/document.ts";
import { rewritesOf } from "../../src/rewrites/define_rewrite.ts";
import { REWRITES } from "../../src/rewrites/index.ts";
import { GatewayKeys } from "../../src/adapters/gateway_keys.ts";
import { SYSTEM_DEPS } from "../../src/adapters/system_deps.ts";
import { GuardStates } from "../../src/guards/guard_states.ts";

/** `userGuards` come after the gateway's own. Every API of `config` gets the same description of `paths`; without any it is `routes: any`. Throws when the configuration does not decode. */
export async function testGeneration(
  config: { readonly apis?: readonly object[] },
  paths?: object,
  userGuards: readonly AnyGuard[] = [],
): Promise<CompiledGeneration> {
  const apis = (config.apis ?? []).map((api) => ({ ...(paths === undefined ? { routes: "any" } : { openapi: "./openapi.json" }), ...api }));
  const parsed = readConfig("portcullis.yaml", Buffer.from(JSON.stringify({ version: 1, ...config, apis })));
  if (!parsed.ok) throw new Error(parsed.issues.map(({ pointer, message }) => `${pointer}: ${message}`).join("\n"));
  const bytes = Buffer.from(JSON.stringify({ openapi: "3.1.0", info: { title: "test", version: "1" }, paths: paths ?? {} }));
  const loaded = await loadDocument("file:///openapi.json", { read: () => Promise.resolve(bytes) });
  if (!loaded.ok) throw new Error(loaded.issues.map(({ pointer, message }) => `${pointer}: ${message}`).join("\n"));
  const keys = new GatewayKeys(".");
  const states = new GuardStates();
  const guards = [...GUARDS, ...userGuards];
  try {
    return await compileGeneration({
      id: 1,
      config: parsed.value.config,
      apis: parsed.value.config.apis.map((options) => ({
        options,
        document: paths === undefined ? null : loaded.value,
        upstreamPem: NO_PEM,
        unread: new Set(),
      })),
      guards: {
        head: guardsOf(guards, "head"),
        route: guardsOf(guards, "route"),
        identity: guardsOf(guards, "identity"),
        body: guardsOf(guards, "body"),
        response: guardsOf(guards, "response"),
      },
      rewrites: { body: rewritesOf(REWRITES, "body"), response: rewritesOf(REWRITES, "response") },
      services: { ...SYSTEM_DEPS, ...keys.services, state: (id, create) => states.state(id, create) },
      userGuards: userGuards.map(({ name }) => name),
      eager: false,
    });
  } finally {
    await keys.close();
  }
}
