/** The demo is honest: every listed exploit works against the shop alone, and so does every legitimate twin. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { parse } from "yaml";
import { loadDocument } from "../../src/openapi/document.ts";
import { type AuthorizationServer, startAuthorizationServer } from "../authorization_server/server.ts";
import { ATTACKS, problemCodeOf, tryAttack, tryTwin } from "./attacks.ts";
import type { Attack, AttackWorld } from "./attacks/attack.ts";
import { forgeSubject } from "./attacks/forge.ts";
import { obtainTokens } from "./attacks/obtain_tokens.ts";
import { send } from "./attacks/send.ts";
import { isRecord } from "./exchange.ts";
import { toReadme } from "./readme.ts";
import { ROUTES } from "./routes.ts";
import { type RunningShop, startShop } from "./server.ts";

const HERE = import.meta.dirname;
let authorizationServer: AuthorizationServer;
let shop: RunningShop;
let world: AttackWorld;

before(async () => {
  authorizationServer = await startAuthorizationServer({ port: 0 });
  shop = await startShop({ port: 0 });
  world = { shopBase: shop.base, way: "straight", tokens: await obtainTokens(authorizationServer.issuer) };
});

after(async () => {
  await shop.close();
  await authorizationServer.close();
});

for (const attack of ATTACKS) {
  test(`${attack.owasp} ${attack.id}: the twin works, and so does the exploit`, async () => {
    assert.deepEqual(await tryTwin(attack.twin, shop.base, world), { ok: true, status: attack.twin.status });
    const end = await tryAttack(attack, shop.base, world);
    assert.equal(end.kind, "open", `it ended with ${JSON.stringify(end)}`);
  });
}

test("an exploit that goes another way the second time works that way too", async () => {
  const through: AttackWorld = { ...world, way: "gateway" };
  const pathsOf = (attack: Attack, on: AttackWorld): string =>
    attack
      .requests(on)
      .map((request) => request.path)
      .join("\n");
  const twoWays = ATTACKS.filter((attack) => pathsOf(attack, world) !== pathsOf(attack, through));
  assert.deepEqual(
    twoWays.map((attack) => attack.id),
    ["undeclared-method", "method-override", "reserve-everything", "supplier-sets-price"],
  );
  for (const attack of twoWays) assert.equal((await tryAttack(attack, shop.base, through)).kind, "open", attack.id);
});

test("every item of the OWASP API Security Top 10 2023 has a flaw, and every attack its own name", () => {
  const items = new Set(ATTACKS.map((attack) => attack.owasp));
  for (let item = 1; item <= 10; item++) assert.ok(items.has(`API${item}:2023`), `API${item}:2023`);
  assert.equal(new Set(ATTACKS.map((attack) => attack.id)).size, ATTACKS.length);
  assert.ok(ATTACKS.length >= 40);
});

test("README.md is the one that the table of attacks makes", () => {
  assert.equal(readFileSync(join(HERE, "README.md"), "utf8"), toReadme(), "run `node examples/shop/readme.ts`");
});

test("openapi.yaml has exactly the operations that the code calls documented", () => {
  const document: unknown = parse(readFileSync(join(HERE, "openapi.yaml"), "utf8"));
  assert.ok(isRecord(document) && isRecord(document["paths"]));
  const declared = Object.entries(document["paths"]).flatMap(([path, item]) =>
    Object.keys(isRecord(item) ? item : {})
      .filter((key) => key !== "parameters")
      .map((method) => `${method.toUpperCase()} ${path}`),
  );
  const documented = ROUTES.filter((route) => route.documented).map((route) => `${route.method} ${route.template}`);
  assert.deepEqual(declared.toSorted(), documented.toSorted());
  assert.equal(documented.length, 22);
});

test("openapi.yaml loads without an issue", async () => {
  const loaded = await loadDocument("openapi.yaml", { read: (uri) => readFile(join(HERE, uri)) });
  assert.deepEqual(loaded.issues, []);
  assert.ok(loaded.ok && loaded.value.operations.every((operation) => operation.security !== null));
});

test("the shop listens on loopback only", async () => {
  await assert.rejects(startShop({ port: 0, host: "0.0.0.0" }), /loopback only, not on `0\.0\.0\.0`/u);
});

test("the metadata service answers nobody from outside, so that only a forged request reaches it", async () => {
  const response = await send(shop.base, { method: "GET", path: "/internal/metadata" }, world.tokens);
  assert.equal(response.status, 403);
});

test("a webhook calls nobody outside this machine", async () => {
  const body = { url: "http://192.0.2.1/", event: "order.paid" };
  const response = await send(shop.base, { method: "POST", path: "/webhooks", as: "alice", body }, world.tokens);
  assert.match(response.body, /"delivery":null/u);
});

test("what was uploaded can be read by its owner and by nobody else", async () => {
  const stored = await send(shop.base, { method: "POST", path: "/uploads", as: "alice", body: "tea" }, world.tokens);
  const id = /"id":"([0-9a-f-]+)"/u.exec(stored.body)?.[1] ?? "";
  assert.equal((await send(shop.base, { method: "GET", path: `/uploads/${id}`, as: "alice" }, world.tokens)).body, "tea");
  assert.equal((await send(shop.base, { method: "GET", path: `/uploads/${id}`, as: "bob" }, world.tokens)).status, 404);
});

test("a refusal is told by the type of its problem, and by nothing else", () => {
  const problem = (body: string): string | null => problemCodeOf({ status: 401, headers: {}, body });
  assert.equal(problem('{"type":"urn:portcullis:problem:token_missing","title":"..."}'), "token_missing");
  assert.equal(problem('{"type":"about:blank"}'), null);
  assert.equal(problem('{"error":"who are you?"}'), null);
});

test("a forged subject keeps header and signature", () => {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const forged = forgeSubject(`${part({ alg: "RS256" })}.${part({ sub: "alice", exp: 1 })}.c2ln`, "bob");
  assert.equal(forged, `${part({ alg: "RS256" })}.${part({ sub: "bob", exp: 1 })}.c2ln`);
});
