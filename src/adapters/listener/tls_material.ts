/** What TLS of a listener is made from, read from files and checked. */
import { constants, createHash } from "node:crypto";
import tls from "node:tls";
import { toErrorText } from "../../codec/thrown.ts";
import type { OcspAnswer } from "../../codec/ocsp_response.ts";
import type { AcmeOptions } from "../../config/acme_options.ts";
import type { Security } from "../../config/tls_options.ts";
import { PRESETS } from "./tls_presets.ts";

export interface ServerCertificate {
  /** The file, as the configuration names it. */
  readonly name: string;
  /** PEM, the host's own certificate first. */
  readonly chain: string;
  /** PEM. */
  readonly key: string;
  /** DER of the host's own certificate. */
  readonly der: Uint8Array;
  /** Canonical patterns (message/host_pattern.ts) of the hosts that it serves. */
  readonly patterns: readonly string[];
  readonly ocsp: { readonly bytes: Uint8Array; readonly answer: OcspAnswer } | null;
}

export interface ClientAuthMaterial {
  readonly mode: "optional" | "required";
  /** PEM of the authorities. */
  readonly ca: string;
  /** PEM, one list each. */
  readonly crls: readonly string[];
}

/** Certificates that are ordered by ACME. */
export interface AcmeOrders extends Omit<AcmeOptions, "caFile"> {
  /** PEM of the authorities that the directory's own certificate comes from; null for the runtime's. */
  readonly ca: string | null;
}

/** What holds for all certificates of a listener. */
export interface TlsSettings {
  readonly security: Security;
  readonly minVersion: "TLSv1.2" | "TLSv1.3";
  readonly clientAuth: ClientAuthMaterial | null;
}

export interface TlsMaterial extends TlsSettings {
  readonly certificates: readonly ServerCertificate[];
  /** Hosts whose certificate is not there yet: their handshakes are refused. */
  readonly awaited: readonly string[];
  readonly acme: AcmeOrders | null;
}

/**
 * Names the configuration that a session may be resumed in: everything that decides who gets in, certificates of the host not among it, so that their rotation
 * costs no resumption. At most 32 characters, as OpenSSL takes them.
 */
export function sessionContextOf({ security, minVersion, clientAuth }: TlsSettings, listener: string): string {
  const parts = [listener, security, minVersion, clientAuth?.mode ?? "none", clientAuth?.ca ?? "", clientAuth?.crls ?? []];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

/** How long a session can be resumed, in seconds. */
const SESSION_S = 300;

/** Options of a context that serves one certificate, or none: no handshake succeeds with that. `tls.createSecureContext` throws for what OpenSSL takes for too weak. */
export function contextOptions(
  material: TlsSettings,
  certificate: Pick<ServerCertificate, "chain" | "key"> | null,
  sessionContext: string,
): tls.SecureContextOptions {
  const { ciphers, curves } = PRESETS[material.security];
  const { clientAuth } = material;
  return {
    ...(certificate === null ? {} : { cert: certificate.chain, key: certificate.key }),
    minVersion: material.minVersion,
    ciphers: ciphers.join(":"),
    ecdhCurve: curves.join(":"),
    // As the guidelines have it: every suite of the presets is strong, and the client knows which of them its hardware does fast.
    honorCipherOrder: false,
    // Why: a renegotiation of TLS 1.2 costs us more than its client, and would show another certificate than the one that was looked at.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    sessionIdContext: sessionContext,
    sessionTimeout: SESSION_S,
    ...(clientAuth === null ? {} : { ca: clientAuth.ca, ...(clientAuth.crls.length === 0 ? {} : { crl: [...clientAuth.crls] }) }),
  };
}

/** Why OpenSSL does not take the certificate, its key or the authorities; null where it does. */
export function contextFault(material: TlsSettings, certificate: Pick<ServerCertificate, "chain" | "key">): string | null {
  try {
    tls.createSecureContext(contextOptions(material, certificate, ""));
    return null;
  } catch (error) {
    return toErrorText(error);
  }
}
