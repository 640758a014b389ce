/** Requests that the configuration asked to keep (`capture`): when the asking begins and ends, and what is kept meanwhile. */
import { resolve } from "node:path";
import { CaptureCipher } from "../adapters/capture_cipher.ts";
import type { GatewaySources } from "../adapters/gateway_sources.ts";
import { SYSTEM_DEPS } from "../adapters/system_deps.ts";
import { Captures, type CaptureTarget } from "../events/capture.ts";
import { stateFile } from "../config/state_files.ts";
import { parseFilterText } from "../events/query.ts";
import type { Buffered } from "../kernel/exchange.ts";
import type { ExchangeRecord } from "../kernel/record.ts";

const { clock } = SYSTEM_DEPS;

export class CaptureWindows {
  private readonly store: CaptureTarget | null;
  private readonly onError: (error: unknown) => void;
  private captures: Captures | null = null;
  private asked = "null";

  /** Without a store nothing is kept. */
  constructor(store: CaptureTarget | null, onError: (error: unknown) => void) {
    this.store = store;
    this.onError = onError;
  }

  /** Begins the window that the configuration asks for, counted from now; ends it where it asks no more. A reload that asks the same does not prolong it. */
  open({ config, folder }: Pick<GatewaySources, "config" | "folder">): void {
    const asked = JSON.stringify(config.capture);
    if (asked === this.asked || this.store === null) return;
    this.asked = asked;
    if (config.capture === null) {
      this.captures?.open(null);
      return;
    }
    const nowMs = clock.nowMs();
    const parsed = parseFilterText(config.capture.match, nowMs);
    try {
      this.captures ??= new Captures(clock, new CaptureCipher(resolve(folder, stateFile(config, "capture.key"))), this.store);
      this.captures.open(parsed.ok ? { match: parsed.filter, untilMs: nowMs + config.capture.forMs } : null);
    } catch (error) {
      this.onError(error);
    }
  }

  /** Keeps the request of an exchange that is over, where it was asked for. What fails here fails for the capture alone. */
  offer(exchange: Buffered, record: ExchangeRecord): void {
    if (this.captures === null) return;
    try {
      this.captures.offer(exchange, record);
    } catch (error) {
      this.onError(error);
    }
  }
}
