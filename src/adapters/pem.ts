/** Whether PEM files hold what TLS needs of them, before anything listens. Says nothing of what they hold. */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";

/** A certificate (the first of a chain or bundle), or null where the text holds none. */
export function parseCertificate(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}

/** A private key, or null where the text holds none that can be used without a passphrase. */
export function parsePrivateKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

export interface PemBlock {
  /** The block alone, with its lines. */
  readonly pem: string;
  readonly der: Buffer;
}

/** The blocks of that label (`CERTIFICATE`, `X509 CRL`) in a text, in order; what stands between them is left out. */
export function pemBlocks(text: string, label: string): readonly PemBlock[] {
  const begin = `-----BEGIN ${label}-----`;
  const end = `-----END ${label}-----`;
  const blocks: PemBlock[] = [];
  let at = text.indexOf(begin);
  while (at !== -1) {
    const stop = text.indexOf(end, at);
    if (stop === -1) break;
    blocks.push({ pem: `${text.slice(at, stop)}${end}\n`, der: Buffer.from(text.slice(at + begin.length, stop), "base64") });
    at = text.indexOf(begin, stop);
  }
  return blocks;
}

/** Every certificate of a chain or bundle, in order; null where there is none, or one of them is not one. */
export function certificatesOf(text: string): readonly X509Certificate[] | null {
  const certificates = pemBlocks(text, "CERTIFICATE").map(({ pem }) => parseCertificate(pem));
  return certificates.length === 0 || certificates.includes(null) ? null : certificates.filter((each) => each !== null);
}
