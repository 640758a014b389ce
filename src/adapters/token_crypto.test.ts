import assert from "node:assert/strict";
import { createPublicKey } from "node:crypto";
import { test } from "node:test";
import { CompactSign, compactVerify } from "jose";
import { signBytes, testKey } from "../../test/support/tokens.ts";
import { ALGORITHMS, findAlgorithm } from "../token/algorithms.ts";
import { checkJwk } from "../token/jwk.ts";
import type { PublicKey } from "../token/signature_verifier.ts";
import { NODE_SIGNATURES } from "./token_crypto.ts";

const KINDS: Readonly<Record<string, string>> = { "P-256": "P-256", "P-384": "P-384", "P-521": "P-521", Ed25519: "ed25519" };

function importTest(kind: string): PublicKey {
  const checked = checkJwk(testKey(kind).jwk);
  assert.ok(checked.ok);
  const key = NODE_SIGNATURES.importKey(checked.key.jwk);
  assert.ok(key !== null);
  return key;
}

test("each algorithm verifies its own signature and neither another text's nor a changed one", () => {
  for (const row of ALGORITHMS) {
    const kind = row.curve === null ? "rsa" : (KINDS[row.curve] ?? "");
    const key = importTest(kind);
    const signature = signBytes(row.name, testKey(kind).privateKey, "text");
    assert.ok(NODE_SIGNATURES.verify(row, key, "text", signature), row.name);
    assert.ok(!NODE_SIGNATURES.verify(row, key, "texts", signature), row.name);
    for (const wrong of [signature.subarray(1), Buffer.concat([signature, Buffer.of(0)]), Buffer.alloc(signature.length), Buffer.alloc(0)])
      assert.ok(!NODE_SIGNATURES.verify(row, key, "text", wrong), row.name);
  }
});

test("signatures that jose makes are accepted, and jose accepts what the tests sign", async () => {
  let agreed = 0;
  for (const row of ALGORITHMS) {
    const { privateKey, jwk } = testKey(row.curve === null ? "rsa" : (KINDS[row.curve] ?? ""));
    const token = await new CompactSign(Buffer.from("{}")).setProtectedHeader({ alg: row.name }).sign(privateKey);
    const [header = "", payload = "", signature = ""] = token.split(".");
    const checked = checkJwk(jwk);
    const key = checked.ok ? NODE_SIGNATURES.importKey(checked.key.jwk) : null;
    assert.ok(key !== null && NODE_SIGNATURES.verify(row, key, `${header}.${payload}`, Buffer.from(signature, "base64url")), row.name);
    const ours = signBytes(row.name, privateKey, `${header}.${payload}`).toString("base64url");
    await compactVerify(`${header}.${payload}.${ours}`, createPublicKey(privateKey));
    agreed++;
  }
  assert.equal(agreed, 11);
});

test("the Ed25519 example of RFC 8037 appendix A.4", () => {
  const jwk = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" } as const;
  const key = NODE_SIGNATURES.importKey(jwk);
  const row = findAlgorithm("EdDSA");
  assert.ok(key !== null && row !== null);
  const signature = Buffer.from("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg", "base64url");
  assert.ok(NODE_SIGNATURES.verify(row, key, "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc", signature));
});

test("a key of another type is a bug and throws; numbers that are no key are refused", () => {
  const rs256 = findAlgorithm("RS256");
  assert.ok(rs256 !== null);
  assert.throws(() => NODE_SIGNATURES.verify(rs256, importTest("P-256"), "x", Buffer.alloc(256)), TypeError);
  assert.throws(() => NODE_SIGNATURES.verify(rs256, { keyType: "RSA" }, "x", Buffer.alloc(256)), TypeError);
  const zero = Buffer.alloc(32).toString("base64url");
  assert.equal(NODE_SIGNATURES.importKey({ kty: "EC", crv: "P-256", x: zero, y: zero }), null);
});
