/** What an exchange is given by the connection, or the stream of one, that it came over. */
import type { ClientAnswer, ClientTunnel } from "./client_answer.ts";
import type { Edge } from "./edge.ts";

export interface ExchangeOwner {
  readonly edge: Edge;
  readonly writer: ClientAnswer;
  deadlineMs: number;
  /** Whether other exchanges go on beside this one, whatever becomes of it (HTTP/2). */
  readonly multiplexed: boolean;
  /** Breaks the answer off, so that the client sees that it isn't whole. */
  cut(): void;
  /** More of what the client sent can be taken. */
  pump(): void;
  /** From here on bytes are passed on unread; those that came already are given to `forward`. Only where the head asked for an upgrade. */
  openTunnel(forward: (bytes: Uint8Array) => void): ClientTunnel;
  /** The exchange is over; `close`: no other may follow it. */
  exchangeOver(close: boolean): void;
}
