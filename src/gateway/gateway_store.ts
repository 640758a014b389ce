/** The event store of a gateway, as its configuration has it. */
import { resolve } from "node:path";
import { EventStore } from "../adapters/event_store/event_store.ts";
import type { GatewaySources } from "../adapters/gateway_sources.ts";

/** Not started yet; null where it is off. `onHealth`: told when it can't be written (why), and when it can be again (null). */
export function gatewayStore(
  { config: { store }, folder }: Pick<GatewaySources, "config" | "folder">,
  onHealth: (error: string | null) => void,
): EventStore | null {
  if (store === null) return null;
  const retention = { maxAgeMs: store.retentionMs, maxBytes: store.maxBytes };
  return new EventStore({ file: resolve(folder, store.path), retention, onHealth });
}
