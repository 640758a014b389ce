/** What went over the wires of an exchange that is over, for its record (engine/record_of.ts). */
import type { Traffic } from "../../engine/record_of.ts";
import type { Forwarding } from "./forwarding.ts";
import type { ServedExchange } from "./served_exchange.ts";

/** `forwarding`: null where the upstream was never to be asked. `requestBytes`: the head's and the content's, as they came. */
export function trafficOf({ protocol, writer }: ServedExchange, forwarding: Forwarding | null, requestBytes: number): Traffic {
  const request = forwarding?.request ?? null;
  const tunnelled = forwarding?.tunnel?.traffic() ?? null;
  return {
    protocol,
    status: writer.status,
    upstreamStatus: request?.answerStatus ?? null,
    requestBytes: requestBytes + (tunnelled?.clientBytes ?? 0),
    responseBytes: writer.bytes + (tunnelled?.serverBytes ?? 0),
    upstreamMs: request?.answeredInMs ?? null,
    messages: tunnelled?.messages ?? null,
    contentBytes: writer.contentBytes + (tunnelled?.serverBytes ?? 0),
    upstream: request?.asked ?? null,
    upstreamAskedMs: request?.askedMs ?? 0,
    upstreamEndedMs: request?.endedMs ?? null,
  };
}
