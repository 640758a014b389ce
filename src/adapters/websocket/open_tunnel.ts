/** From two connections of HTTP/1.1 to a WebSocket between them. */
import type { ExchangeRun } from "../../engine/run.ts";
import type { WebSocketPolicy } from "../../guards/websocket/policy.ts";
import type { ClientTunnel } from "../serving/client_answer.ts";
import type { Edge } from "../serving/edge.ts";
import type { UpstreamLink } from "../upstreams/upstream_link.ts";
import { type TunnelOwner, WebSocketTunnel } from "./tunnel.ts";

export interface TunnelSides extends TunnelOwner {
  readonly edge: Edge;
  /** Takes over the client's connection; what came already is given to `early`. */
  openTunnel(early: (bytes: Uint8Array) => void): ClientTunnel;
}

/** Begins the session with what either side has said already; `rest` is what the upstream has. */
export function openTunnel(
  exchange: TunnelSides,
  run: ExchangeRun,
  policy: WebSocketPolicy,
  upstream: Pick<UpstreamLink, "write" | "pause" | "resume" | "endTunnel">,
  rest: Uint8Array,
): WebSocketTunnel {
  const early: Uint8Array[] = [];
  const client = exchange.openTunnel((bytes) => early.push(bytes));
  const server = {
    write: (bytes: Uint8Array): boolean => upstream.write(bytes),
    pause: (): void => upstream.pause(),
    resume: (): void => upstream.resume(),
    end: (): void => upstream.endTunnel(),
  };
  const tunnel = new WebSocketTunnel(exchange.edge, run, policy, { client, server }, exchange);
  upstream.resume();
  for (const bytes of early) tunnel.take("client", bytes);
  if (rest.length > 0) tunnel.take("server", rest);
  if (client.hasEnded) tunnel.ended("client");
  return tunnel;
}
