/** What the run of an exchange needs of the world; the adapters give it. */
import type { ExchangeRecord } from "../kernel/record.ts";
import type { TraceContext } from "../message/traceparent.ts";
import type { LiveExchange } from "./exchange.ts";
import type { Traffic } from "./record_of.ts";
import type { ExchangeRun } from "./run.ts";

export interface RunPorts {
  /** Milliseconds that never go back. */
  monotonicMs(): number;
  /** The place in its trace of an exchange that begins. */
  trace(exchange: LiveExchange): TraceContext;
  /** Told of what broke inside the gateway, with the exchange's id ("" where it is of none): for the log, since the caller learns only the status. */
  fault(id: string, cause: unknown): void;
  /** Offered once per exchange; `run` is what it was about, for whoever keeps or tells more of it than the record does. */
  offer(record: ExchangeRecord, run: ExchangeRun, traffic: Traffic): void;
}
