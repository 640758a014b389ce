/** A WebSocket session between a client's connection and an upstream's: what the exchange it is part of sees of it. */
import { MessageRun } from "../../engine/message_run.ts";
import type { ExchangeRun } from "../../engine/run.ts";
import type { OperationPlan } from "../../engine/plan.ts";
import type { Traffic } from "../../engine/record_of.ts";
import type { Side, WebSocketPolicy } from "../../guards/websocket/policy.ts";
import { toClientKey } from "../../limit/client_key.ts";
import { transferMs } from "../../limit/data_rate.ts";
import { KeptHold } from "../../limit/kept_bytes.ts";
import type { Edge } from "../serving/edge.ts";
import { LongExchange } from "../serving/long_exchange.ts";
import { GOING_AWAY, NOT_ALLOWED_ANY_MORE } from "./closings.ts";
import { newMaskingKey } from "./masking_keys.ts";
import { WebSocketSession } from "./session.ts";
import type { SessionEnd } from "./session_ports.ts";

export interface TunnelOwner {
  /** Both sides have been told and ended; what is open after `withinMs` is to be cut. */
  tunnelOver(withinMs: number): void;
  broke(error: unknown): void;
}

/** What passed through a tunnel. */
export interface TunnelTraffic {
  readonly messages: NonNullable<Traffic["messages"]>;
  /** Sent by each side, frames and all. */
  readonly clientBytes: number;
  readonly serverBytes: number;
}

export class WebSocketTunnel {
  private readonly session: WebSocketSession;
  private readonly messages: MessageRun;
  private readonly long: LongExchange;

  constructor(edge: Edge, run: ExchangeRun, policy: WebSocketPolicy, ends: Readonly<Record<Side, SessionEnd>>, owner: TunnelOwner) {
    this.messages = new MessageRun(run, policy);
    const client = toClientKey(run.exchange.client.address);
    this.session = new WebSocketSession(run, this.messages, ends, {
      sweeper: edge.sweeper,
      readMs: (bytes) => transferMs(edge.limits.downloadRate, bytes),
      newHold: () => new KeptHold(edge.kept, client),
      newKey: newMaskingKey,
      begun: edge.counters.websocketMessages,
      over: (withinMs) => {
        this.long.stop();
        owner.tunnelOver(withinMs);
      },
      broke: (error) => owner.broke(error),
    });
    this.long = new LongExchange(edge, run, {
      admittedAgain: (plan) => this.adopt(plan),
      deniedNow: () => this.session.close(NOT_ALLOWED_ANY_MORE),
    });
    if (edge.draining) this.goAway();
  }

  /** What a side has sent; the bytes are the session's during the call. */
  take(from: Side, bytes: Uint8Array): void {
    this.session.take(from, bytes);
  }

  drained(side: Side): void {
    this.session.drained(side);
  }

  ended(side: Side): void {
    this.session.ended(side);
  }

  /** The gateway is going down. */
  goAway(): void {
    this.session.close(GOING_AWAY);
  }

  dispose(): void {
    this.long.stop();
    this.session.dispose();
  }

  /** What passed, for the record. */
  traffic(): TunnelTraffic {
    const { client, server } = this.messages.counts;
    const messages = { client: client.messages, server: server.messages, closeCode: this.session.closed?.code ?? null };
    return { messages, clientBytes: client.bytes, serverBytes: server.bytes };
  }

  private adopt({ websocket }: OperationPlan): void {
    if (websocket !== null) this.session.adopt(websocket);
  }
}
