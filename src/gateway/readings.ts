/** Numbers that the metrics show and nobody else keeps. */
import type { EventStoreHealth } from "../adapters/event_store/event_store.ts";
import type { IssuerStatus } from "../adapters/issuer_keys/issuer_keys.ts";

/** Health of a store that is switched off: nothing is lost that was not to be kept. */
export const NO_STORE: EventStoreHealth = Object.freeze({
  error: null,
  run: null,
  stored: 0,
  lost: Object.freeze({ queue_full: 0, write_failed: 0, not_encodable: 0, worker_ended: 0, unclean_stop: 0 }),
  auditsLost: 0,
  queuedBytes: 0,
});

interface Row {
  readonly labels: { readonly issuer: string; readonly result: "ok" | "failed" };
  value: number;
}

/** Fetches of issuers' keys since the start; as many rows as the configuration ever had issuers, twice. */
export class KeyFetches {
  private readonly rows = new Map<string, Row>();

  count({ issuer, failure }: IssuerStatus): void {
    const result = failure === null ? "ok" : "failed";
    const row = this.rows.get(`${issuer} ${result}`);
    if (row === undefined) this.rows.set(`${issuer} ${result}`, { labels: { issuer, result }, value: 1 });
    else row.value++;
  }

  readings(): readonly (readonly [labels: Row["labels"], value: number])[] {
    return [...this.rows.values()].map(({ labels, value }) => [labels, value] as const);
  }
}
