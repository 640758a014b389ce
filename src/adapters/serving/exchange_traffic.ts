/** What went over the wires of an exchange that is over, for its record (engine/record_of.ts). */
import type { Traffic } from "../../engine/record_of.ts";
import type { Forwarding } from "./forwarding.ts";
import type { ServedExchange } from "./served_exchange.ts";

/** `forwarding`: null where the upstream was never to be asked. `requestBytes`: the head's and the content's, as they came. */
export function trafficOf({ protocol, writer }: ServedExchange, forwarding: Forwarding | null, requestBytes: number): Traffic {
  const tunnelled = forwarding?.tunnelled() ?? null;
  return {
    protocol,
    status: writer.status,
    upstreamStatus: forwarding?.upstreamStatus ?? null,
    requestBytes: requestBytes + (tunnelled?.clientBytes ?? 0),
    responseBytes: writer.bytes + (tunnelled?.serverBytes ?? 0),
    upstreamMs: forwarding?.upstreamMs ?? null,
    messages: tunnelled?.messages ?? null,
    contentBytes: writer.contentBytes + (tunnelled?.serverBytes ?? 0),
    upstream: forwarding?.asked ?? null,
    upstreamAskedMs: forwarding?.request.askedMs ?? 0,
    upstreamEndedMs: forwarding?.upstreamEndedMs ?? null,
  };
}
