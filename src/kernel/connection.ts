/** What is known of the connection that an exchange came over: one immutable value per connection, made once TLS is agreed on and before the first byte is read. */

/** A client's certificate, verified against the authorities of the listener (RFC 5280). One that could not be verified never becomes this. */
export interface ClientCertificate {
  /** Distinguished name, one attribute per line (`CN=...`), as OpenSSL writes it. */
  readonly subject: string;
  readonly issuer: string;
  /** Names of the subjectAltName extension, by kind. */
  readonly dnsNames: readonly string[];
  readonly uris: readonly string[];
  readonly emails: readonly string[];
  readonly addresses: readonly string[];
  /** Upper-case hexadecimal, unique per issuer. */
  readonly serial: string;
  /** SHA-256 of the DER bytes, lower-case hexadecimal without colons. */
  readonly sha256: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly der: Uint8Array;
}

/** How a listener asks callers for certificates: one value for all connections that were asked in the same way. */
export interface ClientAuth {
  /** `none`: not asked. `optional`: asked, and judged by the API. `required`: without a verified one there is no connection. */
  readonly mode: "none" | "optional" | "required";
  /** Set once authorities, revocations or the mode have changed: what a connection proved before holds no longer. */
  readonly retired: boolean;
}

export interface ConnectionTls {
  /** `TLSv1.2` or `TLSv1.3`. */
  readonly version: string;
  /** Cipher suite by its IANA name. */
  readonly cipher: string;
  /** What the client asked for (RFC 6066 section 3), lower case; null where it named none. Never decides what a caller may: Host does. */
  readonly serverName: string | null;
  /** Protocol agreed on (RFC 7301), null where the client offered none. */
  readonly alpn: string | null;
  /** Whether the certificate that was served speaks for a canonical host. */
  readonly servesHost: (host: string) => boolean;
  readonly clientAuth: ClientAuth;
  /** Null where none was shown, or none that could be verified. */
  readonly certificate: ClientCertificate | null;
  /** Why the one that was shown could not be verified: a code of OpenSSL's, such as `CERT_HAS_EXPIRED`. */
  readonly certificateFault: string | null;
  /**
   * Fingerprint of the ClientHello (JA4): which program this probably is. Anyone can send another's, so it may say that a caller is suspicious, never that one is
   * trusted. Null where it was not looked at.
   */
  readonly ja4: string | null;
}

/** The other end of the connection. */
export interface Peer {
  /** Canonical address text. */
  readonly address: string;
  readonly port: number;
  /** Null on a connection without TLS. */
  readonly tls: ConnectionTls | null;
}
