import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { type Json, testKey } from "../../test/support/tokens.ts";
import { checkJwk, toThumbprintInput } from "./jwk.ts";

const rsa = testKey("rsa").jwk;
const ec = testKey("P-256").jwk;
const okp = testKey("ed25519").jwk;

function reasonOf(jwk: Json): string {
  const checked = checkJwk(jwk);
  return checked.ok ? checked.key.algorithms.map((row) => row.name).join(" ") : checked.reason;
}

test("a key allows what its type and curve allow, and no more than its alg", () => {
  assert.equal(reasonOf(rsa), "RS256 PS256 RS384 RS512 PS384 PS512");
  assert.equal(reasonOf(ec), "ES256");
  assert.equal(reasonOf(okp), "EdDSA Ed25519");
  assert.equal(reasonOf({ ...rsa, alg: "PS512" }), "PS512");
  assert.equal(reasonOf({ ...okp, alg: "EdDSA" }), "EdDSA Ed25519");
  assert.equal(reasonOf({ ...rsa, key_ops: ["verify"] }), "RS256 PS256 RS384 RS512 PS384 PS512");
});

test("the thumbprint of RFC 7638 section 3.1", () => {
  const n =
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
  const input = toThumbprintInput({ kty: "RSA", n, e: "AQAB" });
  assert.equal(createHash("sha256").update(input).digest("base64url"), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  assert.match(toThumbprintInput({ kty: "EC", crv: "P-256", x: "x", y: "y" }), /^\{"crv":"P-256","kty":"EC","x":"x","y":"y"\}$/u);
  assert.match(toThumbprintInput({ kty: "OKP", crv: "Ed25519", x: "x" }), /^\{"crv":"Ed25519","kty":"OKP","x":"x"\}$/u);
});

test("keys that are not fit are refused with the reason", () => {
  const rows: readonly (readonly [Json, RegExp])[] = [
    [null, /not an object/u],
    [{ ...rsa, kid: 1 }, /`kid`/u],
    [{ ...rsa, d: "AQ" }, /private/u],
    [{ kty: "oct", k: "AQ" }, /private or secret/u],
    [{ kty: "oct" }, /shared secret/u],
    [{ kty: "DSA" }, /`kty`/u],
    [{ kty: "rsa" }, /`kty`/u],
    [{ ...rsa, use: "enc" }, /`use`/u],
    [{ ...rsa, use: ["sig"] }, /`use`/u],
    [{ ...rsa, key_ops: ["sign"] }, /`key_ops`/u],
    [{ ...rsa, key_ops: "verify" }, /`key_ops`/u],
    [{ ...rsa, alg: "HS256" }, /`alg`/u],
    [{ ...rsa, alg: "ES256" }, /`alg`/u],
    [{ ...rsa, alg: "RSA-OAEP" }, /`alg`/u],
    [{ ...rsa, alg: null }, /`alg`/u],
    [testKey("rsa1024").jwk, /2048/u],
    [{ ...rsa, n: "A".repeat(342) }, /2048/u],
    [{ ...rsa, n: `__${"A".repeat(2734)}` }, /16384/u],
    [{ ...rsa, n: `${testKey("rsa").n}=` }, /base64url/u],
    [{ ...rsa, e: "AQ" }, /exponent/u],
    [{ ...rsa, e: "Ag" }, /exponent/u],
    [{ ...rsa, e: "AQAAAAAB" }, /exponent/u],
    [{ ...rsa, e: "AAEAAQ" }, /zero byte/u],
    [{ ...ec, crv: "secp256k1" }, /`crv`/u],
    [{ ...ec, crv: "P-384" }, /coordinates/u],
    [{ ...ec, y: "AQ" }, /coordinates/u],
    [{ ...okp, crv: "Ed448" }, /`crv`/u],
    [{ ...okp, crv: "X25519" }, /`crv`/u],
    [{ ...okp, x: "AQ" }, /32 bytes/u],
  ];
  for (const [jwk, reason] of rows) assert.match(reasonOf(jwk), reason);
  assert.equal(rows.length, 29);
});
