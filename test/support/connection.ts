/** What is known of a connection, for tests of exchanges: TLS to `a.example`, a certificate asked for and none shown. */
import type { ClientCertificate, ConnectionTls } from "../../src/kernel/connection.ts";

export function testConnection(given: Partial<ConnectionTls> = {}): ConnectionTls {
  return {
    version: "TLSv1.3",
    cipher: "TLS_AES_128_GCM_SHA256",
    serverName: null,
    alpn: null,
    servesHost: (host) => host === "a.example",
    clientAuth: { mode: "optional", retired: false },
    certificate: null,
    certificateFault: null,
    ja4: null,
    ...given,
  };
}

export function testClientCertificate(notBeforeMs: number, notAfterMs: number): ClientCertificate {
  return {
    subject: "CN=caller",
    issuer: "CN=authority",
    dnsNames: [],
    uris: [],
    emails: [],
    addresses: [],
    serial: "1",
    sha256: "00",
    notBeforeMs,
    notAfterMs,
    der: new Uint8Array(),
  };
}
