import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, beforeEach, test } from "node:test";
import { Agent } from "undici";
import { json, type JsonServer, redirect, startJsonServer } from "../../../test/support/json_server.ts";
import { testKey } from "../../../test/support/tokens.ts";
import { NODE_SIGNATURES } from "../token_crypto.ts";
import { type LoadedKeys, loadKeys } from "./load_keys.ts";

const agent = new Agent({ keepAliveTimeout: 10 });
let server: JsonServer;
before(async () => {
  server = await startJsonServer();
});
after(async () => {
  await agent.destroy();
  await server.close();
});
beforeEach(() => {
  server.answers.clear();
  server.asked.length = 0;
  server.answers.set("/jwks", json({ keys: [testKey("P-256").jwk] }));
});

function load(path: string = "", jwksUri: string | null = null): Promise<LoadedKeys> {
  return loadKeys({
    issuer: server.origin + path,
    jwksUri,
    dispatcher: agent,
    signatures: NODE_SIGNATURES,
    sha256: (text) => createHash("sha256").update(text).digest("base64url"),
  });
}
const metadata = (path: string, changes: object = {}): object => ({
  issuer: server.origin + path,
  jwks_uri: `${server.origin}/jwks`,
  ...changes,
});
const reasonOf = (loaded: LoadedKeys): string => (loaded.ok ? "ok" : loaded.reason);

test("each place where an issuer may publish its metadata is found", async () => {
  const rows: readonly (readonly [string, string])[] = [
    ["", "/.well-known/openid-configuration"],
    ["", "/.well-known/oauth-authorization-server"],
    ["/realms/shop", "/realms/shop/.well-known/openid-configuration"],
    ["/realms/shop", "/.well-known/oauth-authorization-server/realms/shop"],
    ["/realms/shop", "/.well-known/openid-configuration/realms/shop"],
  ];
  for (const [issuer, place] of rows) {
    server.answers.set(place, json(metadata(issuer)));
    const loaded = await load(issuer);
    assert.ok(loaded.ok, place);
    assert.equal(loaded.keys.keys[0]?.keyId, "P-256");
    server.answers.delete(place);
  }
  assert.equal(rows.length, 5);
});

test("metadata of another issuer is refused, also by a slash", async () => {
  for (const issuer of [`${server.origin}/`, "https://evil.example", null, 1]) {
    server.answers.set("/.well-known/openid-configuration", json(metadata("", { issuer })));
    assert.match(reasonOf(await load()), /is of .*, not of/u);
  }
  assert.ok(!server.asked.includes("/jwks"));
});

test("a key set where nobody would be asked is refused", async () => {
  for (const jwks_uri of ["http://idp.example/jwks", "file:///etc/passwd", 1, undefined]) {
    server.answers.set("/.well-known/openid-configuration", json(metadata("", { jwks_uri })));
    assert.equal((await load()).ok, false);
  }
  server.answers.set("/.well-known/openid-configuration", json(metadata("", { jwks_uri: `${server.origin}/moved` })));
  server.answers.set("/moved", redirect("http://idp.example/jwks"));
  assert.match(reasonOf(await load()), /not https/u);
});

test("an error of the server ends the search: another place is not asked", async () => {
  server.answers.set("/.well-known/openid-configuration", (_request, response) => void response.writeHead(503).end());
  assert.match(reasonOf(await load()), /answered 503/u);
  assert.deepEqual(server.asked, ["/.well-known/openid-configuration"]);
});

test("with an address for the keys, the metadata is not asked", async () => {
  assert.ok((await load("", `${server.origin}/jwks`)).ok);
  assert.deepEqual(server.asked, ["/jwks"]);
});

test("a document that is no key set is a reason", async () => {
  server.answers.set("/jwks", json({ keys: "none" }));
  assert.match(reasonOf(await load("", `${server.origin}/jwks`)), /no array `keys`/u);
});
