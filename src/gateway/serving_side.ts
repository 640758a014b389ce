/** Who serves exchanges, as the gateway sees it: this process (`serving.ts`), or workers that it started (`workers/worker_pool.ts`). */
import type { IssuerStatus } from "../adapters/issuer_keys/issuer_keys.ts";
import type { WorkerStanding } from "../admin/contract.ts";
import type { Issue } from "../kernel/issue.ts";
import type { InForce } from "./gateway_options.ts";

export interface ServingSide {
  /** By listener of the configuration, once it listens. */
  readonly ports: readonly number[];
  /** Processes that were started in the place of one that ended. */
  readonly restarts: number;
  /** Before anything listens. */
  prepare(): Promise<void>;
  /** Null once everything listens, else the issue that kept it from listening. */
  listen(): Promise<Issue | null>;
  /** Whether exchanges are served, while nobody asked for the end. */
  ready(): boolean;
  /** From here on exchanges begin with this generation. */
  use(next: InForce): Promise<void>;
  /** Certificates that were ordered are there. */
  renewTls(): void;
  /** Of the listeners, in the order of the configuration; null where the system can't hand one over. */
  descriptors(): readonly (number | null)[];
  /** From here on it is not ready, and connections end after the exchange they are in; resolves when all are over, or after `withinMs`. */
  drain(withinMs: number): Promise<void>;
  /** Sends what is left to be told of exchanges, once there are no more. */
  close(): Promise<void>;
  /** Told of every fetch of an issuer's keys in this process. */
  keysFetched(status: IssuerStatus): void;
  /** Metrics in Prometheus' text format. */
  metricsText(): Promise<string>;
  /** The processes that serve; none where this one does. */
  workers(): readonly WorkerStanding[];
}
