import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { makeCertificate } from "../../test/support/certificate.ts";
import { parseCertificate, parsePrivateKey } from "./pem.ts";

const { cert, key } = makeCertificate();

test("a certificate and its key are read, also where other certificates follow", () => {
  const parsed = parsePrivateKey(key);
  assert.ok(parsed !== null);
  assert.equal(parseCertificate(`${cert}${makeCertificate().cert}`)?.checkPrivateKey(parsed), true);
  assert.equal(parseCertificate(makeCertificate().cert)?.checkPrivateKey(parsed), false);
});

test("other text, the one in place of the other, and a key behind a passphrase are none", () => {
  for (const text of ["", "not PEM", key, cert.slice(0, 200)]) assert.equal(parseCertificate(text), null);
  const { privateKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "secret" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  for (const text of ["", "not PEM", cert, privateKey]) assert.equal(parsePrivateKey(text), null);
});
