/** What the gateway tells of itself in its log: one sentence for each thing that can happen, with what an operator needs beside it. */
import type { AcmeNotice } from "../adapters/acme/acme_certificates.ts";
import type { FileCertificate } from "../adapters/certificate_expiry.ts";
import type { KeyFileStatus } from "../adapters/file_key_store.ts";
import type { IssuerStatus } from "../adapters/issuer_keys/issuer_keys.ts";
import type { AppLog } from "../adapters/log.ts";
import type { TargetNotice } from "../adapters/upstreams/upstreams.ts";
import type { AuditEvent } from "../events/journal.ts";

/** Parts that can break without ending the gateway, and what that means. */
const BROKEN = {
  deadline: "a deadline could not be kept",
  modes: "the overrides of modes could not be kept or read",
  capture: "a request could not be captured",
  record: "a record could not be kept",
  reload: "a reload broke; the configuration in force stays",
  certificate: "a certificate that was ordered could not be served",
  admin: "the admin API failed to answer",
  exchange: "an exchange failed inside the gateway",
  telemetry: "telemetry could not be made",
} as const;

export class Notices {
  private readonly log: AppLog;

  constructor(log: AppLog) {
    this.log = log;
  }

  /** `about`: what of the gateway it was, such as the id of an exchange. */
  broke(part: keyof typeof BROKEN, error: unknown, about: object = {}): void {
    this.log.error({ ...about, err: error }, BROKEN[part]);
  }

  unwatched(folder: string, error: unknown): void {
    this.log.warn({ folder, err: error }, "a folder can't be watched; SIGHUP reloads all the same");
  }

  /** `error`: why the event store can't be written, null when it can again. */
  storeHealth(error: string | null): void {
    if (error === null) this.log.info("the event store can be written again");
    else this.log.error({ error }, "the event store can't be written; records are lost and counted");
  }

  /** `failure`: why exports to that collector begin to fail, null when they succeed again. */
  telemetryState(signal: string, endpoint: URL, failure: string | null): void {
    if (failure === null) this.log.info({ signal, endpoint: endpoint.href }, "telemetry reaches the collector again");
    else this.log.warn({ signal, endpoint: endpoint.href, failure }, "telemetry does not reach the collector; what is lost is counted");
  }

  audited({ action, by, detail }: AuditEvent): void {
    this.log.warn({ action, by, detail }, "an operator or the gateway changed what holds");
  }

  issuerKeys({ issuer, failure }: IssuerStatus): void {
    if (failure !== null) this.log.warn({ issuer, failure }, "the keys of an issuer could not be fetched");
  }

  /** Where the file could not be read, the keys from before go on to hold, those revoked since among them. */
  keyFile({ file, keys, failure }: KeyFileStatus): void {
    if (failure === null) this.log.info({ file, keys }, "a file of API keys was read");
    else this.log.error({ file, failure }, "a file of API keys can't be used; the keys from before hold");
  }

  workerEnded(worker: number, pid: number, reason: string, lost: number): void {
    this.log.error(
      { worker, pid, reason, lost },
      "a worker ended and another is started in its place; records of it that are lost are counted",
    );
  }

  /** `issue`: what it found wrong, which this process did not. */
  workerFailed(worker: number, issue: string): void {
    this.log.error({ worker, issue }, "a worker can't be started; the others serve, and it is tried again");
  }

  workerReplaced(worker: number): void {
    this.log.warn({ worker }, "a worker did not take the new configuration; another is started in its place");
  }

  certificateExpires({ name, kind, expiresAtMs }: FileCertificate, daysLeft: number): void {
    const about = { file: name, kind, expires: new Date(expiresAtMs).toISOString() };
    if (daysLeft === 0) this.log.error(about, "a certificate has expired");
    else this.log.warn({ ...about, days: daysLeft }, "a certificate expires soon");
  }

  acme({ host, change, failure, nextMs, served }: AcmeNotice): void {
    const about = {
      host,
      ...(failure === null ? {} : { failure }),
      ...(nextMs === null ? {} : { next: new Date(nextMs).toISOString() }),
    };
    if (change === "ordered") this.log.info(about, "a certificate was ordered by ACME and is served");
    else if (change === "awaited")
      this.log.warn(about, "there is no certificate yet; TLS handshakes for this host are refused until one is ordered");
    else if (change === "unreadable") this.log.error(about, "a certificate that was ordered by ACME can't be used; a new one is ordered");
    else if (served) this.log.error(about, "a certificate could not be renewed by ACME; the one from before stays");
    else this.log.error(about, "a certificate could not be ordered by ACME; TLS handshakes for this host are refused");
  }

  target({ api, target, change, forMs }: TargetNotice): void {
    const about = { api, target, ...(forMs === null ? {} : { for_ms: forMs }) };
    if (TARGET_CHANGES[change].good) this.log.info(about, TARGET_CHANGES[change].text);
    else this.log.warn(about, TARGET_CHANGES[change].text);
  }

  /** `failure`: why the name of an upstream can't be looked up, null once it can be again. */
  name(name: string, failure: string | null): void {
    if (failure === null) this.log.info({ name }, "the name of an upstream can be looked up again");
    else this.log.warn({ name, failure }, "the name of an upstream can't be looked up; its last addresses hold for an hour");
  }

  addresses(name: string, addresses: readonly string[]): void {
    if (addresses.length > 0) this.log.info({ name, addresses }, "an upstream's name has other addresses");
    else this.log.error({ name }, "the last addresses of an upstream's name are too old; it has none");
  }
}

const TARGET_CHANGES: Readonly<Record<TargetNotice["change"], { readonly good: boolean; readonly text: string }>> = {
  unhealthy: { good: false, text: "a target fails its health checks and gets no requests" },
  healthy: { good: true, text: "a target passes its health checks again" },
  ejected: { good: false, text: "a target failed too often and gets no requests for a while" },
  returned: { good: true, text: "a target gets requests again after a while without" },
  breaker_opened: { good: false, text: "the circuit breaker of a target opened: too many answers failed" },
  breaker_closed: { good: true, text: "the circuit breaker of a target closed: it answers again" },
};
