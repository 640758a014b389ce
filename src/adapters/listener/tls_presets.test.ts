import assert from "node:assert/strict";
import { test } from "node:test";
import tls from "node:tls";
import { PRESETS } from "./tls_presets.ts";

/** The suites of TLS 1.3 that are recommended (RFC 8446 appendix B.4), without those of CCM. */
const TLS_13 = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"];

test("modern has the suites of TLS 1.3 alone; intermediate besides them only those with forward secrecy and authenticated encryption", () => {
  assert.deepEqual(PRESETS.modern.ciphers, TLS_13);
  assert.deepEqual(PRESETS.intermediate.ciphers.slice(0, 3), TLS_13);
  const older = PRESETS.intermediate.ciphers.slice(3);
  assert.equal(older.length, 6);
  for (const cipher of older) assert.match(cipher, /^ECDHE-(?:ECDSA|RSA)-(?:AES(?:128|256)-GCM-SHA(?:256|384)|CHACHA20-POLY1305)$/u);
});

test("OpenSSL knows every name, so that none is skipped silently", () => {
  const known = new Set(tls.getCiphers().map((name) => name.toUpperCase()));
  for (const { ciphers, curves } of Object.values(PRESETS)) {
    assert.deepEqual(
      ciphers.filter((cipher) => !known.has(cipher)),
      [],
    );
    // Each alone: a list is taken where any of it is known.
    for (const curve of curves) assert.doesNotThrow(() => tls.createSecureContext({ ecdhCurve: curve }), curve);
  }
});
