/** The demo's authorization server, driven over HTTP as clients drive it. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createLocalJWKSet, createRemoteJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { CUSTOMER_SCOPES, OPAQUE_RESOURCE, SHOP_RESOURCE, SHOP_SCOPES, WAREHOUSE_RESOURCE } from "./accounts.ts";
import { INTROSPECTION_CLIENT, MACHINE_CLIENT, WEB_CLIENT_ID } from "./clients.ts";
import { obtainMachineToken, obtainToken, refreshTokens } from "./obtain_token.ts";
import { type AuthorizationServer, startAuthorizationServer } from "./server.ts";

const said: string[] = [];
const consoleOf = { info: console.info, warn: console.warn, error: console.error };
let server: AuthorizationServer;

before(async () => {
  for (const name of ["info", "warn", "error"] as const) console[name] = (...words: unknown[]) => said.push(words.map(String).join(" "));
  server = await startAuthorizationServer({ port: 0 });
});

after(async () => {
  await server.close();
  Object.assign(console, consoleOf);
});

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

async function getJson(path: string, init?: RequestInit): Promise<Record<string, unknown>> {
  const response = await fetch(`${server.issuer}${path}`, init);
  const body: unknown = await response.json();
  assert.ok(response.ok && isRecord(body), `${path} answered ${response.status}`);
  return body;
}

async function publishedKeys(): Promise<JSONWebKeySet> {
  const response = await fetch(`${server.issuer}/jwks`);
  const keys: unknown = await response.json();
  assert.ok(isKeySet(keys));
  return keys;
}

function isKeySet(value: unknown): value is JSONWebKeySet {
  return isRecord(value) && Array.isArray(value["keys"]);
}

function postForm(
  path: string,
  form: Record<string, string>,
  client?: { readonly id: string; readonly secret: string },
): Promise<Response> {
  const basic = client === undefined ? null : `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString("base64")}`;
  return fetch(`${server.issuer}${path}`, {
    method: "POST",
    headers: basic === null ? {} : { authorization: basic },
    body: new URLSearchParams(form),
  });
}

async function introspect(token: string): Promise<Record<string, unknown>> {
  const body: unknown = await (await postForm("/token/introspection", { token }, INTROSPECTION_CLIENT)).json();
  assert.ok(isRecord(body));
  return body;
}

const remoteKeys = (): ReturnType<typeof createRemoteJWKSet> => createRemoteJWKSet(new URL(`${server.issuer}/jwks`));
const SHOP_TOKEN = (): { issuer: string; audience: string; typ: string } => ({
  issuer: server.issuer,
  audience: SHOP_RESOURCE,
  typ: "at+jwt",
});

test("discovery names the issuer and where its keys are", async () => {
  const metadata = await getJson("/.well-known/openid-configuration");
  assert.equal(metadata["issuer"], server.issuer);
  assert.equal(metadata["jwks_uri"], `${server.issuer}/jwks`);
  assert.deepEqual(metadata["code_challenge_methods_supported"], ["S256"]);
});

test("authorization code with PKCE gives alice an RFC 9068 token for the shop, without the scopes of the admin", async () => {
  const tokens = await obtainToken({ issuer: server.issuer, user: "alice" });
  const { payload, protectedHeader } = await jwtVerify(tokens.accessToken, remoteKeys(), SHOP_TOKEN());
  assert.equal(protectedHeader.alg, "RS256");
  for (const claim of ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"]) assert.ok(payload[claim] !== undefined, claim);
  assert.equal(payload.sub, "alice");
  assert.equal(payload["client_id"], WEB_CLIENT_ID);
  assert.deepEqual(String(payload["scope"]).split(" ").toSorted(), CUSTOMER_SCOPES.toSorted());
  assert.ok(tokens.idToken !== null && tokens.refreshToken !== null);
});

test("the admin is granted every scope of the shop", async () => {
  const { accessToken } = await obtainToken({ issuer: server.issuer, user: "admin" });
  const { payload } = await jwtVerify(accessToken, remoteKeys(), SHOP_TOKEN());
  assert.deepEqual(String(payload["scope"]).split(" ").toSorted(), SHOP_SCOPES.toSorted());
});

test("a wrong password, an unknown user and an unknown resource get nothing", async () => {
  await assert.rejects(obtainToken({ issuer: server.issuer, user: "alice", password: "wrong" }), /ended at 401/u);
  await assert.rejects(obtainToken({ issuer: server.issuer, user: "mallory" }), /no user `mallory`/u);
  await assert.rejects(obtainToken({ issuer: server.issuer, user: "alice", resource: "https://other.example" }), /invalid_target/u);
});

test("a code without its verifier is refused", async () => {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: WEB_CLIENT_ID,
    redirect_uri: `${server.issuer}/signed-in`,
    scope: "openid",
    resource: SHOP_RESOURCE,
  });
  const response = await fetch(`${server.issuer}/auth?${query.toString()}`, { redirect: "manual" });
  const location = new URL(response.headers.get("location") ?? "");
  assert.equal(location.searchParams.get("error"), "invalid_request");
  assert.match(location.searchParams.get("error_description") ?? "", /PKCE/u);
});

test("a refresh token gives new tokens once; used again, the whole grant is dead", async () => {
  const first = await obtainToken({ issuer: server.issuer, user: "bob" });
  assert.ok(first.refreshToken !== null);
  const second = await refreshTokens({ issuer: server.issuer }, first.refreshToken);
  const { payload } = await jwtVerify(second.accessToken, remoteKeys(), SHOP_TOKEN());
  assert.equal(payload.sub, "bob");
  assert.ok(second.refreshToken !== null && second.refreshToken !== first.refreshToken);
  await assert.rejects(refreshTokens({ issuer: server.issuer }, first.refreshToken), /invalid_grant/u);
  await assert.rejects(refreshTokens({ issuer: server.issuer }, second.refreshToken), /invalid_grant/u);
});

test("the machine client gets a token of its own, with its own scopes only", async () => {
  const { accessToken } = await obtainMachineToken({ issuer: server.issuer });
  const { payload } = await jwtVerify(accessToken, remoteKeys(), SHOP_TOKEN());
  assert.equal(payload.sub, MACHINE_CLIENT.id);
  assert.deepEqual(String(payload["scope"]).split(" ").toSorted(), MACHINE_CLIENT.scopes.toSorted());
  const greedy = await obtainMachineToken({ issuer: server.issuer, scopes: ["admin", "orders:read"] });
  assert.deepEqual(greedy.scopes, ["orders:read"]);
});

test("a token for another resource carries that audience", async () => {
  const { accessToken } = await obtainToken({ issuer: server.issuer, user: "alice", resource: WAREHOUSE_RESOURCE });
  await assert.rejects(jwtVerify(accessToken, remoteKeys(), SHOP_TOKEN()), /"aud"/u);
});

test("an opaque token is told by introspection until it is revoked", async () => {
  const { accessToken } = await obtainToken({ issuer: server.issuer, user: "alice", resource: OPAQUE_RESOURCE });
  const active = await introspect(accessToken);
  assert.equal(active["active"], true);
  assert.equal(active["sub"], "alice");
  assert.equal(active["aud"], OPAQUE_RESOURCE);
  const revoked = await postForm("/token/revocation", { token: accessToken, client_id: WEB_CLIENT_ID });
  assert.equal(revoked.status, 200);
  assert.deepEqual(await introspect(accessToken), { active: false });
});

test("only the gateway's client may introspect", async () => {
  const { accessToken } = await obtainToken({ issuer: server.issuer, user: "alice", resource: OPAQUE_RESOURCE });
  const response = await postForm("/token/introspection", { token: accessToken }, MACHINE_CLIENT);
  assert.deepEqual(await response.json(), { active: false });
});

test("after a rotation a new key signs, the last still verifies, and one more rotation removes it", async () => {
  const [first] = server.keyIds();
  const before = await obtainToken({ issuer: server.issuer, user: "alice" });
  await server.rotate();
  const [second, kept] = server.keyIds();
  assert.equal(kept, first);
  const published = await publishedKeys();
  assert.deepEqual(
    published.keys.map((key) => key.kid),
    [second, first],
  );
  assert.ok(published.keys.every((key) => key.d === undefined));
  const afterwards = await obtainToken({ issuer: server.issuer, user: "alice" });
  assert.equal(decodeProtectedHeader(afterwards.accessToken).kid, second);
  await jwtVerify(before.accessToken, remoteKeys(), SHOP_TOKEN());
  await server.rotate();
  await assert.rejects(jwtVerify(before.accessToken, createLocalJWKSet(await publishedKeys()), SHOP_TOKEN()), {
    code: "ERR_JWKS_NO_MATCHING_KEY",
  });
  assert.ok(before.refreshToken !== null);
  await refreshTokens({ issuer: server.issuer }, before.refreshToken);
});

test("a rotation that drops the last key leaves only the new one", async () => {
  await server.rotate("drop");
  assert.equal(server.keyIds().length, 1);
});

test("a taken port is the operating system's error with its code", async () => {
  await assert.rejects(startAuthorizationServer({ port: server.port }), { code: "EADDRINUSE" });
});

test("the login page belongs to the browser that began", async () => {
  const response = await fetch(`${server.issuer}/interaction/unknown`);
  assert.equal(response.status, 400);
});

test("oidc-provider had nothing to warn about", () => {
  assert.deepEqual(said, []);
});
