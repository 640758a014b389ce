/** Where an API's requests go, as configured; connecting is an adapter's work. */
import type { HealthThresholds } from "../balance/active_health.ts";
import type { BalancePolicy } from "../balance/target_group.ts";

export interface UpstreamTimeouts {
  readonly connectMs: number;
  /** From the request's last byte to the answer's first. */
  readonly firstByteMs: number;
  /** Between two bytes of the answer. */
  readonly betweenBytesMs: number;
  /** From asking to the answer's last byte. */
  readonly totalMs: number;
  /** The same of an event stream, from its head on. */
  readonly eventStreamMs: number;
}

/** What an https upstream has to prove, and what we prove to it. PEM texts. */
export interface UpstreamTls {
  /** The authorities to trust, null for the runtime's own. */
  readonly ca: string | null;
  /** Name asked for (SNI) and expected in the certificate, null for the host of the URL. */
  readonly serverName: string | null;
  /** SHA-256 of the public keys (SubjectPublicKeyInfo, RFC 7469 section 2.4) that the server's own certificate may have, in base64; empty for any. */
  readonly pins: readonly string[];
  readonly client: { readonly cert: string; readonly key: string } | null;
  readonly minVersion: "TLSv1.2" | "TLSv1.3";
}

export interface UpstreamTarget {
  /** Stable id of the connection pool: scheme, host, port and what else tells connections apart. */
  readonly id: string;
  readonly scheme: "http" | "https";
  /** What is spoken there, as ALPN names it (RFC 7301). */
  readonly protocol: "http/1.1" | "h2";
  readonly hostname: string;
  /** Address to connect to where one of the name's was chosen; null to look the name up. */
  readonly address: string | null;
  readonly port: number;
  /** Value of the `Host` field sent, unless the API preserves the caller's. */
  readonly authority: string;
  readonly hostPolicy: "upstream" | "preserve";
  /** Prepended to every path; no trailing slash, "" for none. */
  readonly basePath: string;
  readonly timeouts: UpstreamTimeouts;
  /** Connections at once; waiting requests beyond are refused after `connectMs`. */
  readonly maxConnections: number;
  readonly tls: UpstreamTls;
  /** Version of the PROXY protocol by which each connection names its client, and then serves that one request; null for none. */
  readonly proxyProtocol: 1 | 2 | null;
}

export interface WeightedTarget {
  readonly target: UpstreamTarget;
  readonly weight: number;
}

/** What requests are told apart by where equal ones go to the same target. */
export type HashBy = { readonly kind: "client" | "principal" } | { readonly kind: "header"; readonly name: string };

export interface HealthCheckPlan extends HealthThresholds {
  /** Asked for with GET; the target's base path is not put before it. */
  readonly path: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly status: ReadonlySet<number>;
}

/** An API whose requests have a choice of targets, or whose one target is watched. */
export interface UpstreamGroup {
  /** The API's name: what is known of its targets is kept under it. */
  readonly id: string;
  readonly targets: readonly WeightedTarget[];
  /** Whether each address of a target's name is a target of its own. */
  readonly eachAddress: boolean;
  readonly hashBy: HashBy;
  readonly policy: BalancePolicy;
  /** Of answers that count as failures of their target. */
  readonly failureStatus: ReadonlySet<number>;
  readonly health: HealthCheckPlan | null;
}
