/** Authentication against a real authorization server: discovery, rotation, an outage, and what a flood of unknown keys may cause. Only the clock is ours. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SHOP_RESOURCE, WAREHOUSE_RESOURCE } from "../../examples/authorization_server/accounts.ts";
import { obtainMachineToken, obtainToken } from "../../examples/authorization_server/obtain_token.ts";
import { type AuthorizationServer, startAuthorizationServer } from "../../examples/authorization_server/server.ts";
import { MIN_INTERVAL_MS } from "../../src/adapters/issuer_keys/issuer_keys.ts";
import { KeySources } from "../../src/adapters/issuer_keys/key_sources.ts";
import { SYSTEM_DEPS } from "../../src/adapters/system_deps.ts";
import { NODE_SIGNATURES } from "../../src/adapters/token_crypto.ts";
import { AuthOptions } from "../../src/authn/auth_options.ts";
import type { AuthResult } from "../../src/authn/auth_result.ts";
import { compileAuthentication } from "../../src/authn/compile_authentication.ts";
import { GuardStates } from "../../src/guards/guard_states.ts";
import type { Deps } from "../../src/kernel/deps.ts";
import { inShort, SCHEMES, security } from "../support/auth_services.ts";
import { exchange, operation } from "../support/exchange.ts";
import { makeToken, testKey } from "../support/tokens.ts";

let server: AuthorizationServer;
before(async () => {
  server = await startAuthorizationServer({ port: 0 });
});
after(() => server.close());

interface Gate {
  /** The verdict on a call with that token, in short. */
  ask(token: string): Promise<string>;
  /** Whether the verdict came without waiting. */
  isImmediate(token: string): boolean;
  /** Fetches of keys so far. */
  fetches(): number;
  advance(ms: number): void;
  close(): Promise<void>;
}

function gate(scopes: readonly string[] = [], auth: object = {}): Gate {
  let offsetMs = 0;
  const clock = { nowMs: () => Date.now() + offsetMs, monotonicMs: () => performance.now() + offsetMs };
  const deps: Deps = { ...SYSTEM_DEPS, clock };
  let fetches = 0;
  const sources = new KeySources(deps, NODE_SIGNATURES, () => fetches++);
  const states = new GuardStates();
  const compiled = compileAuthentication({
    operation: operation({ security: security({ oauth: scopes }) }),
    schemes: SCHEMES,
    auth: AuthOptions.parse({ issuer: server.issuer, audience: SHOP_RESOURCE, ...auth }),
    publicApi: false,
    services: {
      ...deps,
      signatures: NODE_SIGNATURES,
      keySource: (wish) => sources.keySource(wish),
      keyStore: () => ({ find: () => null }),
      state: (id, create) => states.state(id, create),
    },
  });
  if (!compiled.ok) throw new Error(compiled.issues[0]?.message ?? "");
  const call = (token: string): AuthResult | Promise<AuthResult> =>
    compiled.authenticate(exchange({ headers: [["authorization", `Bearer ${token}`]] }));
  return {
    ask: async (token) => inShort(await call(token)),
    isImmediate: (token) => !(call(token) instanceof Promise),
    fetches: () => fetches,
    advance: (ms) => {
      offsetMs += ms;
    },
    close: () => sources.close(),
  };
}

const aliceOf = (issuer: string): string => `${issuer}|alice`;

test("a token of a real server opens by discovery alone, and from the second call on without waiting", async () => {
  const g = gate(["orders:read"]);
  const { accessToken } = await obtainToken({ issuer: server.issuer, user: "alice" });
  assert.equal(await g.ask(accessToken), aliceOf(server.issuer));
  assert.ok(g.isImmediate(accessToken));
  const machine = await obtainMachineToken({ issuer: server.issuer });
  assert.ok(g.isImmediate(machine.accessToken), "another token of the same key");
  assert.equal(g.fetches(), 1);
  await g.close();
});

test("what else the server signs does not open: the ID token, another API's token, too few scopes", async () => {
  const g = gate(["admin"]);
  const alice = await obtainToken({ issuer: server.issuer, user: "alice" });
  assert.ok(alice.idToken !== null);
  assert.equal(await g.ask(alice.idToken), "401 invalid_token token.type token:header/typ");
  assert.equal(await g.ask(alice.accessToken), "403 insufficient_scope auth.insufficient_scope security:oauth");
  const elsewhere = await obtainToken({ issuer: server.issuer, user: "alice", resource: WAREHOUSE_RESOURCE });
  assert.equal(await g.ask(elsewhere.accessToken), "401 invalid_token token.audience token:aud");
  await g.close();
  for (const profile of ["keycloak", "entra", "auth0", "generic"]) {
    const other = gate([], { profile });
    assert.match(await other.ask(alice.idToken), /^401 invalid_token /u, profile);
    await other.close();
  }
});

test("an issuer that is configured with a slash more than it calls itself is unavailable, not trusted", async () => {
  const g = gate([], { issuer: `${server.issuer}/` });
  const claims = { iss: `${server.issuer}/`, aud: SHOP_RESOURCE };
  assert.match(await g.ask(makeToken({ claims })), /^503 issuer_unavailable/u);
  await g.close();
});

test("a rotated key is found by itself, and one that is withdrawn stops verifying, cached tokens too", async () => {
  const g = gate();
  const old = await obtainToken({ issuer: server.issuer, user: "alice" });
  assert.equal(await g.ask(old.accessToken), aliceOf(server.issuer));
  await server.rotate();
  const fresh = await obtainToken({ issuer: server.issuer, user: "alice" });
  g.advance(MIN_INTERVAL_MS);
  assert.equal(await g.ask(fresh.accessToken), aliceOf(server.issuer));
  assert.equal(await g.ask(old.accessToken), aliceOf(server.issuer), "the old key still verifies");
  assert.equal(g.fetches(), 2);
  await server.rotate("drop");
  const newest = await obtainToken({ issuer: server.issuer, user: "alice" });
  g.advance(MIN_INTERVAL_MS);
  assert.equal(await g.ask(newest.accessToken), aliceOf(server.issuer));
  assert.equal(await g.ask(old.accessToken), "401 invalid_token token.key_unknown token:header/kid");
  assert.equal(await g.ask(fresh.accessToken), "401 invalid_token token.key_unknown token:header/kid");
  await g.close();
});

test("a flood of unknown keys fetches once in ten seconds and hinders nobody", async () => {
  const g = gate();
  const { accessToken } = await obtainToken({ issuer: server.issuer, user: "alice" });
  assert.equal(await g.ask(accessToken), aliceOf(server.issuer));
  g.advance(MIN_INTERVAL_MS);
  const forged = Array.from({ length: 200 }, (_nothing, index) =>
    makeToken({ key: testKey("rsa"), header: { kid: `made up ${index}` }, claims: { iss: server.issuer, aud: SHOP_RESOURCE } }),
  );
  const verdicts = await Promise.all(forged.map((token) => g.ask(token)));
  assert.deepEqual(new Set(verdicts), new Set(["401 invalid_token token.key_unknown token:header/kid"]));
  assert.equal(g.fetches(), 2);
  assert.equal(await g.ask(forged[0] ?? ""), "429 too_many_invalid_tokens token.verification_budget header:authorization");
  assert.ok(g.isImmediate(accessToken));
  assert.equal(await g.ask(accessToken), aliceOf(server.issuer));
  await g.close();
});

test("with the issuer down, known keys verify for the time configured, then every token is 503; when it is back, so are its callers", async () => {
  const g = gate([], { skew: "5m", max_key_age: "20m" });
  const { port, issuer } = server;
  const { accessToken } = await obtainToken({ issuer, user: "alice" });
  assert.equal(await g.ask(accessToken), aliceOf(issuer));
  await server.close();
  g.advance(19 * 60_000);
  assert.equal(await g.ask(accessToken), aliceOf(issuer));
  g.advance(61_000);
  assert.equal(await g.ask(accessToken), "503 issuer_unavailable token.issuer_unavailable token:iss");
  assert.equal(await g.ask(accessToken), "503 issuer_unavailable token.issuer_unavailable token:iss");
  const failed = g.fetches();
  for (let round = 0; round < 50; round++) await g.ask(accessToken);
  assert.equal(g.fetches(), failed, "an issuer that is down is left in peace");
  server = await startAuthorizationServer({ port });
  assert.equal(server.issuer, issuer);
  g.advance(MIN_INTERVAL_MS);
  const fresh = await obtainToken({ issuer, user: "bob" });
  // The clock of the gate is ahead; the tokens are valid for half an hour.
  assert.equal(await g.ask(fresh.accessToken), `${issuer}|bob`);
  await g.close();
});
