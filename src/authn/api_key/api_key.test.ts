import assert from "node:assert/strict";
import { test } from "node:test";
import { authenticator, authServices, challengesOf, inShort, security } from "../../../test/support/auth_services.ts";
import { type ExchangeSketch, exchange } from "../../../test/support/exchange.ts";
import { NOW_S } from "../../../test/support/tokens.ts";
import type { AuthResult } from "../auth_result.ts";

const services = authServices();
const key = services.addKey({ scopes: ["orders:read"], subject: "robot" });

function ask(scheme: string, sketch: ExchangeSketch): AuthResult {
  return authenticator(security({ [scheme]: [] }), services)(exchange(sketch));
}

test("a key is taken where the document says, and nowhere else", () => {
  assert.equal(inShort(ask("key", { headers: [["x-api-key", key]] })), "portcullis|robot");
  assert.equal(inShort(ask("queryKey", { query: `a=1&api_key=${key}` })), "portcullis|robot");
  assert.equal(inShort(ask("cookieKey", { headers: [["cookie", `a=1; sid=${key}`]] })), "portcullis|robot");
  assert.equal(inShort(ask("key", { query: `api_key=${key}` })), "401 authentication_required auth.required security");
  assert.equal(inShort(ask("queryKey", { headers: [["x-api-key", key]] })), "401 authentication_required auth.required security");
  assert.equal(inShort(ask("key", { headers: [["x-api-key", ""]] })), "401 authentication_required auth.required security");
});

test("the credential names the key by its id, never by itself", () => {
  const result = ask("key", { headers: [["x-api-key", key]] });
  assert.ok(result.kind === "principal");
  const credential = result.principal.by.get("key");
  assert.deepEqual([credential?.kind, credential?.id, [...(credential?.scopes ?? [])]], ["api_key", key.slice(3, 13), ["orders:read"]]);
  assert.ok(!JSON.stringify(credential).includes(key));
});

test("every bad key is refused alike to its sender, and the record says why", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    [`${key.slice(0, -1)}A`, "api_key.unknown", "garbage"],
    ["x", "api_key.unknown", "text"],
    [
      authServices()
        .addKey()
        .replace(/^pc_../u, "pc_zz"),
      "api_key.unknown",
      "bad checksum",
    ],
    [services.addKey({ revokedAtS: NOW_S - 1 }), "api_key.revoked", "revoked"],
    [services.addKey({ expiresAtS: NOW_S }), "api_key.expired", "expired at this second"],
    [services.addKey({ apis: ["other"] }), "api_key.other_api", "another API's"],
  ];
  const seen = new Set<string>();
  for (const [value, code, what] of rows) {
    const result = ask("key", { headers: [["x-api-key", value]] });
    assert.equal(inShort(result), `401 invalid_api_key ${code} header:x-api-key`, what);
    assert.ok(result.kind === "refused");
    seen.add(JSON.stringify(result.problem));
    assert.ok(!JSON.stringify(result).includes(value) || value.length < 3, what);
  }
  assert.equal(seen.size, 1);
  assert.equal(rows.length, 6);
});

test("a key for this API, not yet expired, is taken", () => {
  const scoped = services.addKey({ apis: ["shop"], expiresAtS: NOW_S + 1 });
  assert.equal(inShort(ask("key", { headers: [["x-api-key", scoped]] })), "portcullis|robot");
});

test("a key twice, or in a place that can be read in two ways, is 400", () => {
  const twice = ask("key", {
    headers: [
      ["x-api-key", key],
      ["x-api-key", key],
    ],
  });
  assert.equal(inShort(twice), "400 invalid_credential_request api_key.repeated header:x-api-key");
  assert.deepEqual(challengesOf(twice), [
    'ApiKey realm="shop", error="invalid_request", error_description="send one API key, where it belongs, once", in=header, name="X-API-Key"',
  ]);
  assert.equal(inShort(ask("queryKey", { query: "api_key=%ff" })), "400 invalid_credential_request api_key.malformed query:api_key");
  assert.equal(
    inShort(ask("queryKey", { query: `api_key=${key}&%61pi_key=x` })),
    "400 invalid_credential_request api_key.repeated query:api_key",
  );
});
