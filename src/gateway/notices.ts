/** What the gateway tells of itself in its log: one sentence for each thing that can happen, with what an operator needs beside it. */
import type { KeyFileStatus } from "../adapters/file_key_store.ts";
import type { IssuerStatus } from "../adapters/issuer_keys/issuer_keys.ts";
import type { AppLog } from "../adapters/log.ts";
import type { AuditEvent } from "../events/journal.ts";

/** Parts that can break without ending the gateway, and what that means. */
const BROKEN = {
  deadline: "a deadline could not be kept",
  modes: "the overrides of modes could not be kept or read",
  capture: "a request could not be captured",
  record: "a record could not be kept",
  reload: "a reload broke; the configuration in force stays",
  admin: "the admin API failed to answer",
  exchange: "an exchange failed inside the gateway",
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
}
