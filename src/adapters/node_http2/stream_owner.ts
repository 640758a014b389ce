/** What the exchange of a stream is given by its connection, and tells it. */
import type { Peer } from "../../kernel/connection.ts";
import type { Edge } from "../serving/edge.ts";
import type { StreamExchange } from "./stream_exchange.ts";
import type { StreamRoom } from "./stream_hold.ts";

export interface StreamOwner extends StreamRoom {
  readonly edge: Edge;
  readonly peer: Peer;
  readonly scheme: "http" | "https";
  /** Content arrived, or may still arrive from a client that can't know yet that its stream is gone: so many bytes on the wire were not control. */
  contentArrived(bytes: number): void;
  /** Whether an exchange may keep more content. */
  mayKeep(exchange: StreamExchange): boolean;
  /** A stream was refused, for there was none. */
  refusedForMemory(): void;
  /** The stream is gone; `answered`: its exchange was over before, or its client had no part in the end. */
  streamGone(exchange: StreamExchange, answered: boolean): void;
}
