/** What a listener's TLS is made from, without files. */
import { X509Certificate } from "node:crypto";
import type { ServerCertificate, TlsMaterial } from "../../src/adapters/listener/tls_material.ts";
import type { Certificate } from "./certificate.ts";

function serverCertificate({ cert, key }: Certificate, patterns: readonly string[]): ServerCertificate {
  const parsed = new X509Certificate(cert);
  return { name: "cert.pem", chain: cert, key, der: parsed.raw, patterns, ocsp: null };
}

export function tlsMaterial(certificate: Certificate, change: Partial<TlsMaterial> = {}): TlsMaterial {
  return {
    certificates: [serverCertificate(certificate, ["localhost", "api.test"])],
    awaited: [],
    acme: null,
    security: "intermediate",
    minVersion: "TLSv1.2",
    clientAuth: null,
    ...change,
  };
}
