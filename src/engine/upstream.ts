/** Where an API's requests go, as configured; connecting is an adapter's work. */
export interface UpstreamTimeouts {
  readonly connectMs: number;
  /** From the request's last byte to the answer's first. */
  readonly firstByteMs: number;
  /** Between two bytes of the answer. */
  readonly betweenBytesMs: number;
  /** From asking to the answer's last byte. */
  readonly totalMs: number;
}

export interface UpstreamTarget {
  /** Stable id of the connection pool: scheme, host, port and what else tells connections apart. */
  readonly id: string;
  readonly scheme: "http" | "https";
  readonly hostname: string;
  readonly port: number;
  /** Value of the `Host` field sent, unless the API preserves the caller's. */
  readonly authority: string;
  readonly hostPolicy: "upstream" | "preserve";
  /** Prepended to every path; no trailing slash, "" for none. */
  readonly basePath: string;
  readonly timeouts: UpstreamTimeouts;
  /** Connections at once; waiting requests beyond are refused after `connectMs`. */
  readonly maxConnections: number;
  /** PEM of the authorities to trust for https, null for the runtime's own. */
  readonly ca: string | null;
}
