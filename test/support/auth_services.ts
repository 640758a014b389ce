/** What authentication is compiled with in tests: real signatures, keys that are just there, API keys from a list. */
import { NODE_SIGNATURES } from "../../src/adapters/token_crypto.ts";
import { AuthOptions } from "../../src/authn/auth_options.ts";
import type { AuthResult } from "../../src/authn/auth_result.ts";
import { compileAuthentication } from "../../src/authn/compile_authentication.ts";
import type { AuthServices } from "../../src/authn/define_authenticator.ts";
import type { Routed } from "../../src/kernel/exchange.ts";
import type { SecurityRequirement, SecurityScheme } from "../../src/openapi/operation.ts";
import { generateApiKey } from "../../src/token/api_key.ts";
import type { ApiKeyRecord } from "../../src/token/key_store.ts";
import { operation } from "./exchange.ts";
import { guardServices, type TestServices } from "./guard_services.ts";
import { AUDIENCE, FixedKeys, ISSUER, keySet, NOW_S, testKey } from "./tokens.ts";

export interface TestAuth extends AuthServices {
  readonly test: TestServices;
  /** Keys of every issuer; `set` null is an issuer that is down. */
  readonly keys: FixedKeys;
  /** Adds an API key and returns it. */
  addKey(changes?: Partial<ApiKeyRecord>): string;
}

export function authServices(): TestAuth {
  const test = guardServices(NOW_S * 1000);
  const keys = new FixedKeys(keySet(testKey("rsa").jwk));
  const records = new Map<string, ApiKeyRecord>();
  let made = 0;
  return {
    test,
    keys,
    clock: test.clock,
    hash: test.hash,
    random: test.random,
    load: test.load,
    state: (id, create) => test.state(id, create),
    signatures: NODE_SIGNATURES,
    keySource: () => keys,
    keyStore: () => ({ find: (digest) => records.get(digest) ?? null }),
    addKey: (changes) => {
      made++;
      const { id, key } = generateApiKey({ bytes: (count) => new Uint8Array(count).fill(made) });
      const digest = test.hash.sha256(key);
      const record: ApiKeyRecord = {
        id,
        name: "test",
        digest,
        subject: "robot",
        issuer: "portcullis",
        scopes: [],
        apis: null,
        createdAtS: NOW_S,
        expiresAtS: null,
        revokedAtS: null,
        ...changes,
      };
      records.set(digest, record);
      return key;
    },
  };
}

export const TOKEN_AUTH: AuthOptions = AuthOptions.parse({ issuer: ISSUER, audience: AUDIENCE });
export const BOTH_AUTH: AuthOptions = AuthOptions.parse({ issuer: ISSUER, audience: AUDIENCE, keys: "keys.json" });

export const SCHEMES: ReadonlyMap<string, SecurityScheme> = new Map<string, SecurityScheme>([
  ["bearer", { type: "http", scheme: "bearer", bearerFormat: null }],
  ["oauth", { type: "oauth2", flows: {} }],
  ["oidc", { type: "openIdConnect", openIdConnectUrl: "https://elsewhere.example/.well-known/openid-configuration" }],
  ["key", { type: "apiKey", in: "header", name: "X-API-Key" }],
  ["queryKey", { type: "apiKey", in: "query", name: "api_key" }],
  ["cookieKey", { type: "apiKey", in: "cookie", name: "sid" }],
  ["basic", { type: "http", scheme: "basic", bearerFormat: null }],
  ["mtls", { type: "mutualTLS" }],
]);

/** One alternative as a document writes it. */
export type Alternative = Readonly<Record<string, readonly string[]>>;

/** `security` as a document writes it: `[{ oauth: ["a"] }, { key: [] }]`. */
export function security(...alternatives: readonly Alternative[]): readonly SecurityRequirement[] {
  return alternatives.map((alternative) => new Map(Object.entries(alternative)));
}

/** The compiled authentication of an operation with that `security`; throws where it does not compile. */
export function authenticator(
  requirement: readonly SecurityRequirement[],
  services: AuthServices,
  auth: AuthOptions = BOTH_AUTH,
): (exchange: Routed) => AuthResult {
  const compiled = compileAuthentication({
    operation: operation({ security: requirement }),
    schemes: SCHEMES,
    auth,
    publicApi: false,
    services,
  });
  if (!compiled.ok) throw new Error(compiled.issues.map((issue) => issue.message).join("; "));
  return (exchange) => {
    const result = compiled.authenticate(exchange);
    if (result instanceof Promise) throw new Error("nothing had to be waited for");
    return result;
  };
}

/** A verdict in short: the caller's id, or status, code and the first finding's code and place. */
export function inShort(result: AuthResult): string {
  if (result.kind === "principal") return result.principal.id;
  const [finding] = result.findings;
  return `${result.problem.status} ${result.problem.code} ${finding?.code ?? ""} ${finding?.place ?? ""}`;
}

/** The `WWW-Authenticate` fields of a refusal. */
export function challengesOf(result: AuthResult): readonly string[] {
  return result.kind === "refused" ? result.problem.headers.filter(([name]) => name === "www-authenticate").map(([, value]) => value) : [];
}
