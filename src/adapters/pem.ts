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
