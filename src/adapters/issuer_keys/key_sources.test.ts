import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { guardServices } from "../../../test/support/guard_services.ts";
import { json, type JsonServer, startJsonServer } from "../../../test/support/json_server.ts";
import { testKey } from "../../../test/support/tokens.ts";
import { NODE_SIGNATURES } from "../token_crypto.ts";
import type { IssuerStatus } from "./issuer_keys.ts";
import { KeySources } from "./key_sources.ts";

let server: JsonServer;
before(async () => {
  server = await startJsonServer();
  server.answers.set("/jwks", json({ keys: [testKey("P-256").jwk] }));
});
after(() => server.close());

test("issuers are shared, warmed once, and their state is told", async () => {
  const told: IssuerStatus[] = [];
  const sources = new KeySources(guardServices(), NODE_SIGNATURES, (status) => told.push(status));
  const wish = { issuer: server.origin, jwksUri: `${server.origin}/jwks`, usableMs: 1_000 };
  assert.equal(sources.keySource(wish), sources.keySource({ ...wish }));
  assert.notEqual(sources.keySource(wish), sources.keySource({ ...wish, jwksUri: null }));
  await sources.warm();
  assert.deepEqual(
    sources.statuses().map((status) => [status.usable, status.keys]),
    [
      [true, 1],
      [false, 0],
    ],
  );
  assert.equal(told.length, 2);
  await sources.close();
});
