/** Compiles where an API's requests go: its targets, and how one is chosen where there is a choice. */
import { DEFAULT_EJECTION, DEFAULT_RETRIES } from "../config/failing_targets.ts";
import type { TargetOptions, UpstreamOptions } from "../config/upstream_options.ts";
import type { Hash } from "../kernel/deps.ts";
import type { HashBy, HealthCheckPlan, UpstreamGroup, UpstreamTarget, UpstreamTls } from "./upstream.ts";

/** Texts of the PEM files that `ca`, `tls.cert` and `tls.key` name. */
export interface UpstreamPem {
  readonly ca: string | null;
  readonly client: UpstreamTls["client"];
}

export const NO_PEM: UpstreamPem = Object.freeze({ ca: null, client: null });

export interface CompiledUpstream {
  /** The first target: where every request goes when `group` is null. */
  readonly first: UpstreamTarget;
  /** Null where there is nothing to choose and nothing to watch, so that a request costs nothing here. */
  readonly group: UpstreamGroup | null;
}

/** `id`: the API's name. Throws for an upstream without targets, which decoding lets none through. */
export function compileUpstream(id: string, options: UpstreamOptions, pem: UpstreamPem, hash: Hash): CompiledUpstream {
  const tls: UpstreamTls = {
    ca: pem.ca,
    serverName: options.tls.serverName,
    pins: options.tls.pins,
    client: pem.client,
    minVersion: options.tls.minVersion,
  };
  const tlsId = hash.sha256(JSON.stringify(tls));
  const targets = options.targets.map((written) => ({ target: toTarget(written, options, tls, tlsId), weight: written.weight }));
  const [first] = targets;
  if (first === undefined) throw new Error("an upstream has at least one target");
  const eachAddress = options.addresses === "each";
  const several = targets.length > 1 || eachAddress;
  const { health, breaker } = options;
  if (!several && health === null && breaker === null) return { first: first.target, group: null };
  return {
    first: first.target,
    group: {
      id,
      targets,
      eachAddress,
      hashBy: toHashBy(options.hashBy),
      policy: {
        balance: options.balance,
        ejection: !several ? null : options.ejection === undefined ? DEFAULT_EJECTION : options.ejection,
        breaker,
        retries: !several ? null : options.retries === undefined ? DEFAULT_RETRIES : options.retries,
        slowStartMs: options.slowStartMs,
      },
      failureStatus: new Set(options.failureStatus),
      health: health === null ? null : toHealthCheck(health),
    },
  };
}

function toHealthCheck(health: NonNullable<UpstreamOptions["health"]>): HealthCheckPlan {
  return { ...health, status: new Set(health.status) };
}

function toHashBy(written: string): HashBy {
  if (written === "client" || written === "principal") return { kind: written };
  return { kind: "header", name: written.slice("header:".length) };
}

function toTarget({ url }: TargetOptions, options: UpstreamOptions, tls: UpstreamTls, tlsId: string): UpstreamTarget {
  const scheme = url.protocol === "https:" ? "https" : "http";
  const port = url.port === "" ? (scheme === "https" ? 443 : 80) : Number(url.port);
  const hostname = url.hostname.replaceAll(/^\[|\]$/gu, "");
  const { connectMs, firstByteMs, betweenBytesMs, totalMs, eventStreamMs } = options;
  return {
    // What tells connections apart; timeouts and all of TLS are part of how they are made.
    id: JSON.stringify([
      scheme,
      options.http2,
      hostname,
      port,
      connectMs,
      firstByteMs,
      betweenBytesMs,
      totalMs,
      eventStreamMs,
      options.connections,
      tlsId,
      options.proxyProtocol,
    ]),
    scheme,
    protocol: options.http2 ? "h2" : "http/1.1",
    hostname,
    address: null,
    port,
    authority: url.host,
    hostPolicy: options.host,
    basePath: url.pathname.replace(/\/$/u, ""),
    timeouts: { connectMs, firstByteMs, betweenBytesMs, totalMs, eventStreamMs },
    maxConnections: options.connections,
    tls,
    proxyProtocol: options.proxyProtocol,
  };
}
