/** When the certificates in PEM files expire (RFC 5280 section 4.1.2.5), for metrics and whoever warns. */
import { X509Certificate } from "node:crypto";

/** What a certificate is for: shown to callers, shown to an upstream, or trusted. */
export type CertificateKind = "server" | "client_ca" | "upstream_ca" | "upstream_client" | "collector_ca";

export interface FileCertificate {
  /** The file as the configuration names it. */
  readonly name: string;
  readonly kind: CertificateKind;
  /** Epoch milliseconds. */
  readonly expiresAtMs: number;
}

const BLOCK = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/gu;

/**
 * Epoch milliseconds at which the first of a PEM text's certificates expires: of a chain all are needed. Null where the text holds none, or the first is none that can be read.
 */
export function certificateExpiry(pem: string): number | null {
  const blocks = pem.match(BLOCK) ?? [];
  let earliest: number | null = null;
  for (const [index, block] of blocks.entries()) {
    const expiresAtMs = expiryOf(block);
    // Why the later ones may be left out: bundles of authorities hold old forms that OpenSSL passes over as well.
    if (expiresAtMs === null && index === 0) return null;
    if (expiresAtMs !== null) earliest = earliest === null ? expiresAtMs : Math.min(earliest, expiresAtMs);
  }
  return earliest;
}

function expiryOf(pem: string): number | null {
  try {
    return new X509Certificate(pem).validToDate.getTime();
  } catch {
    return null;
  }
}

/** Rows for a gauge in epoch seconds, labels `name` and `kind`; of one file that is used twice for the same, one row. */
export function expiryReadings(
  certificates: readonly FileCertificate[],
): readonly (readonly [labels: { readonly name: string; readonly kind: string }, value: number])[] {
  const rows = new Map(
    certificates.map(({ name, kind, expiresAtMs }) => [`${kind} ${name}`, [{ name, kind }, expiresAtMs / 1_000] as const]),
  );
  return [...rows.values()];
}
