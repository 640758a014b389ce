/** One client connection: bytes to events of the strict codec, exchanges one after another in the order they came (pipelining included), and its end. */
import type net from "node:net";
import { framingExchange, receive } from "../../engine/receive.ts";
import { ExchangeRun } from "../../engine/run.ts";
import type { Peer } from "../../kernel/connection.ts";
import type { Refusal } from "../../kernel/problem.ts";
import { transferMs } from "../../limit/data_rate.ts";
import type { RequestEvent } from "../../message/http1/request_parser.ts";
import type { RequestHead } from "../../message/request_head.ts";
import type { Deadlined } from "../sweeper.ts";
import type { ClientTunnel } from "../serving/client_answer.ts";
import { AnswerWriter } from "./answer_writer.ts";
import { ClientInput, type InputOwner } from "./client_input.ts";
import type { Edge } from "../serving/edge.ts";
import type { ExchangeOwner } from "../serving/exchange_owner.ts";
import { framingRefusal } from "../serving/framing_refusal.ts";
import { ServedExchange } from "../serving/served_exchange.ts";
import { TurnReads } from "./turn_reads.ts";

/** How long a refused client is still read from, so that it sees the answer instead of a reset. */
const LINGER_MS = 1_000;
/** How long an idle connection is still served after a drain began, for what its client sent before it could know. */
const DRAIN_GRACE_MS = 100;

export class ServerConnection implements Deadlined, InputOwner, ExchangeOwner {
  deadlineMs: number;
  sweepSlot = -1;
  readonly socket: net.Socket;
  readonly edge: Edge;
  readonly writer: AnswerWriter;
  readonly multiplexed: boolean = false;
  private readonly peer: Peer;
  private readonly scheme: "http" | "https";
  private readonly reads: TurnReads;
  private readonly input: ClientInput;
  private readonly onGone: (connection: ServerConnection) => void;
  /** The exchange under way; while there is none, a head is waited for. */
  private current: ServedExchange | null = null;
  /** Nothing is begun any more: we have sent FIN, and read a little so that the client sees the last answer. */
  private lingering = false;

  constructor(socket: net.Socket, peer: Peer, edge: Edge, onGone: (connection: ServerConnection) => void) {
    this.socket = socket;
    this.edge = edge;
    this.scheme = peer.tls === null ? "http" : "https";
    this.onGone = onGone;
    this.peer = peer;
    this.reads = new TurnReads(socket);
    this.input = new ClientInput(this.reads, edge.limits, this);
    this.writer = new AnswerWriter(socket);
    this.deadlineMs = edge.sweeper.nowMs + edge.limits.firstHeaderMs;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.received(chunk));
    socket.on("end", () => this.ended());
    socket.on("drain", () => this.drained());
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.closed());
    edge.sweeper.add(this);
  }

  /** Ends the connection as soon as no exchange is in it. A request that is on its way already is still answered, with `Connection: close`. */
  drain(): void {
    this.current?.goAway();
    if (this.waiting && !this.input.midMessage) this.deadlineMs = Math.min(this.deadlineMs, this.edge.sweeper.nowMs + DRAIN_GRACE_MS);
  }

  onDeadline(nowMs: number): void {
    if (this.lingering) this.socket.destroy();
    else if (this.current !== null) this.current.onDeadline(nowMs);
    // Why linger: a client that does not read our end, or never ends its side, must not stay.
    else if (!this.input.midMessage) this.linger();
    else this.refuseFraming(framingRefusal(408, "head_timeout", "the request's head did not arrive in time", "framing"));
  }

  pump(): void {
    this.input.pump();
  }

  cut(): void {
    this.socket.destroy();
  }

  openTunnel(forward: (bytes: Uint8Array) => void): ClientTunnel {
    const { socket, reads } = this;
    this.input.takeRest(forward);
    return {
      hasEnded: this.input.hasEnded,
      write: (bytes) => socket.write(bytes),
      pause: () => reads.pause(),
      resume: () => reads.resume(),
      end: () => void socket.end(),
    };
  }

  wants(): "head" | "body" | null {
    if (this.current !== null) return this.current.wantsBody ? "body" : null;
    return this.lingering ? null : "head";
  }

  isFull(): boolean {
    return this.writer.full;
  }

  take(event: RequestEvent): void {
    switch (event.kind) {
      case "head":
        this.begin(event);
        return;
      case "data":
        this.current?.takeBody(event.bytes);
        return;
      case "end":
        this.current?.endBody();
        return;
      case "refuse":
        this.refuseFraming(framingRefusal(event.status, event.code, event.message, event.place));
        return;
    }
  }

  endOfInput(refusal: Extract<RequestEvent, { kind: "refuse" }> | null): void {
    if (refusal !== null) this.take(refusal);
    else if (this.waiting) this.socket.end();
  }

  exchangeOver(close: boolean): void {
    this.current = null;
    if (close) {
      this.linger();
      return;
    }
    this.deadlineMs = this.edge.sweeper.nowMs + (this.writer.full ? this.readingMs() : this.edge.limits.idleMs);
    this.pump();
  }

  /** How long the client may take to read what was written, while no exchange waits for it. */
  private readingMs(): number {
    const { downloadRate, requestMs } = this.edge.limits;
    return Math.min(requestMs, transferMs(downloadRate, this.writer.unreadBytes));
  }

  /** What broke while input was taken: the exchange under way ends, or the connection where there is none. */
  broke(error: unknown): void {
    if (this.current !== null) this.current.broke(error);
    else {
      this.edge.fault("", error);
      this.socket.destroy();
    }
  }

  private get waiting(): boolean {
    return this.current === null && !this.lingering;
  }

  private received(chunk: Buffer): void {
    if (this.current?.phase === "tunnel") {
      this.current.tunnel(chunk);
      this.reads.took(chunk.length);
      return;
    }
    if (!this.lingering) this.input.received(chunk, this.onRead);
  }

  /** Bytes of a request are looked at: of a new one, then its head must end in time, or of a body, then the next must come in time. */
  private readonly onRead = (): void => {
    if (this.current !== null) this.current.bodyDeadline();
    else if (!this.input.midMessage) this.deadlineMs = this.edge.sweeper.nowMs + this.edge.limits.firstHeaderMs;
  };

  private begin(head: RequestHead): void {
    const { edge } = this;
    const generation = edge.generation();
    const received = receive(head, this.peer, this.scheme, generation, edge.receive);
    const run = new ExchangeRun(generation, received.exchange, edge, head.upgrade?.toLowerCase() ?? null);
    this.current = new ServedExchange(this, run, head);
    this.current.start(received);
  }

  private refuseFraming(refusal: Refusal): void {
    if (this.current === null) {
      const generation = this.edge.generation();
      const exchange = framingExchange(this.peer, this.scheme, generation, this.edge.receive);
      this.current = new ServedExchange(this, new ExchangeRun(generation, exchange, this.edge, null), null);
    }
    this.current.refuseFraming(refusal);
  }

  /** Closes so that the answer is read: we send FIN and go on reading a little, since unread bytes at close would reset the connection. */
  private linger(): void {
    this.lingering = true;
    this.input.discard();
    this.deadlineMs = this.edge.sweeper.nowMs + LINGER_MS;
    this.reads.resume();
    this.socket.end();
  }

  /** The client has read what was written. */
  private drained(): void {
    if (this.current !== null) this.current.resumeAnswer();
    else if (this.waiting) {
      if (!this.input.midMessage) this.deadlineMs = this.edge.sweeper.nowMs + this.edge.limits.idleMs;
      this.pump();
    }
  }

  private ended(): void {
    if (this.current?.phase === "tunnel") this.current.clientEndedTunnel();
    // Why the question: a second end is an error that is made, with its stack, for nobody.
    else if (this.lingering && !this.socket.writableEnded) this.socket.end();
    this.input.end();
  }

  private closed(): void {
    const { current } = this;
    this.edge.sweeper.delete(this);
    this.current = null;
    // Nothing that its client left behind is begun any more.
    this.lingering = true;
    this.input.discard();
    current?.cutShort();
    this.onGone(this);
  }
}
