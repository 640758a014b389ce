import assert from "node:assert/strict";
import { test } from "node:test";
import { makeCertificate } from "../../test/support/certificate.ts";
import { certificateExpiry, expiryReadings } from "./certificate_expiry.ts";

/** Made with OpenSSL 3, which says of them `notAfter=Dec 31 13:58:14 2049 GMT` and `notAfter=Dec 31 13:58:14 2059 GMT`; their keys were thrown away. */
const UNTIL_2049 = `-----BEGIN CERTIFICATE-----
MIIBczCCARmgAwIBAgIUbbl1x5n8CEQJfppx/MOUXSPs0KEwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEMjA1MDAeFw0yNjExMjQxMzU4MTRaFw00OTEyMzExMzU4MTRa
MA8xDTALBgNVBAMMBDIwNTAwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQuh425
zaJQv3FNDWhUfUGIHUAgiDVvdUbWHiuWoiViGR0pQoa1xav63W1IOedsW+sa9L3U
aKs+auGYWO2micrWo1MwUTAdBgNVHQ4EFgQUfvRpGLqGjdXKr9cLxAxxa6RAPRww
HwYDVR0jBBgwFoAUfvRpGLqGjdXKr9cLxAxxa6RAPRwwDwYDVR0TAQH/BAUwAwEB
/zAKBggqhkjOPQQDAgNIADBFAiA0N3DQxKRgBcP8onnLCdvfu+xs73VSXOFF3pzd
Z0qU4wIhAJ/VioaeB2kBLUfyek5VnP2cVOTrnq3aaSOe+HLf18C/
-----END CERTIFICATE-----
`;
const UNTIL_2059 = `-----BEGIN CERTIFICATE-----
MIIBdDCCARugAwIBAgIUGo7qY5Uc3ojd0iLrit91WujIlPwwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEMjA2MDAgFw0yNjExMjQxMzU4MTRaGA8yMDU5MTIzMTEzNTgx
NFowDzENMAsGA1UEAwwEMjA2MDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABPzK
iyprr9tKJC7ptP2Z608AupK/SmNlrS8qIpd3i4FA78nXdcykcdSWIL95ugktZSJg
P2IQ+T5TVNP6ptLDK++jUzBRMB0GA1UdDgQWBBSFi/6ErSfx5Vr0jWKIciE/NIqU
8zAfBgNVHSMEGDAWgBSFi/6ErSfx5Vr0jWKIciE/NIqU8zAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0cAMEQCICIIsqtkbjmS4LVnS5zG+CcKo1MH/YZ485Ju
MxqKuVX6AiBuE4DHCQlFU/ZaHrZ7mm3iJQAdp3or+IWXALAV6RS1nw==
-----END CERTIFICATE-----
`;

test("of a chain the certificate that expires first counts, whether its year has two digits or four", () => {
  const rows = [
    [UNTIL_2049, "2049"],
    [UNTIL_2059, "2059"],
    [UNTIL_2049 + UNTIL_2059, "2049"],
    [`a comment\n${UNTIL_2059}\n${UNTIL_2049}`, "2049"],
  ] as const;
  for (const [pem, year] of rows) assert.equal(new Date(certificateExpiry(pem) ?? 0).toISOString(), `${year}-12-31T13:58:14.000Z`);
  assert.equal(rows.length, 4);
});

test("what holds no certificate, or none that can be read first, has no expiry", () => {
  const { key } = makeCertificate();
  const broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  for (const pem of ["", "no PEM", key, broken, broken + UNTIL_2049]) assert.equal(certificateExpiry(pem), null, pem.slice(0, 40));
  assert.notEqual(certificateExpiry(UNTIL_2049 + broken), null);
});

test("rows are in seconds, one for each file and use", () => {
  const rows = expiryReadings([
    { name: "a.pem", kind: "server", expiresAtMs: 5_000 },
    { name: "a.pem", kind: "upstream_ca", expiresAtMs: 5_000 },
    { name: "a.pem", kind: "server", expiresAtMs: 5_000 },
  ]);
  assert.deepEqual(rows, [
    [{ name: "a.pem", kind: "server" }, 5],
    [{ name: "a.pem", kind: "upstream_ca" }, 5],
  ]);
});
