/**
 * One HTTP/2 connection of a client (RFC 9113): `node:http2` reads and writes frames, each stream becomes an exchange like any other, and what the library
 * leaves unbounded is bounded here: streams given up, bytes that are neither head nor content, idleness.
 */
import http2 from "node:http2";
import type net from "node:net";
import type { Peer } from "../../kernel/connection.ts";
import { LeakyCount } from "../../limit/leaky_count.ts";
import { readHttp2Request } from "../../message/http2/request_fields.ts";
import { RequestMemory } from "../../message/http2/request_memory.ts";
import type { Edge } from "../serving/edge.ts";
import type { Deadlined } from "../sweeper.ts";
import { toClientKey } from "../../limit/client_key.ts";
import { CoarseHold } from "../../limit/coarse_hold.ts";
import { KeptHold } from "../../limit/kept_bytes.ts";
import {
  CONTROL_BURST_BYTES,
  CONTROL_BYTES_PER_SECOND,
  KEPT_BYTES,
  MAX_CROWDED,
  RESET_BURST,
  RESETS_PER_SECOND,
  SENT_BYTES_PER_CONTROL_BYTE,
  sessionOptions,
} from "./session_options.ts";
import { StreamExchange } from "./stream_exchange.ts";
import type { StreamOwner } from "./stream_owner.ts";
import { StreamTally } from "./stream_tally.ts";

const { NGHTTP2_ENHANCE_YOUR_CALM, NGHTTP2_FLAG_END_STREAM } = http2.constants;

/** How often a connection's traffic is looked at. */
const LOOK_MS = 1_000;
/** How the codes of errors begin that the library gives where it ends a connection: others are of the socket. */
const PROTOCOL_BROKEN = "ERR_HTTP2_";

export class Http2Connection implements Deadlined, StreamOwner {
  deadlineMs: number;
  sweepSlot = -1;
  readonly socket: net.Socket;
  readonly edge: Edge;
  readonly peer: Peer;
  readonly scheme: "http" | "https";
  private readonly session: http2.ServerHttp2Session;
  /** Oldest first. */
  private readonly streams: StreamExchange[] = [];
  private readonly onGone: (connection: Http2Connection) => void;
  private readonly givenUp: LeakyCount;
  private readonly control: LeakyCount;
  /** Bytes of heads and content since the last look, and what the socket had counted then. */
  private useful = 0;
  private seenRead = 0;
  private seenWritten = 0;
  /** Content that nobody had taken then: it is told as content only once somebody does. */
  private seenUnread = 0;
  /** Content that exchanges keep whole, and the turn in which those that wait for room are told of it. */
  private keptBytes = 0;
  private waking: NodeJS.Immediate | null = null;
  /** When a connection without streams ends. */
  private idleUntilMs: number;
  private draining = false;
  private readonly tally = new StreamTally();
  private readonly memory = new RequestMemory();
  /** What its streams hold: heads, and content that nobody has taken. */
  private readonly held: CoarseHold;
  /** Streams that were refused for want of room. */
  private crowded = 0;
  /** Whether we end it ourselves. */
  private refused = false;

  constructor(socket: net.Socket, peer: Peer, edge: Edge, onGone: (connection: Http2Connection) => void) {
    const { nowMs } = edge.sweeper;
    this.socket = socket;
    this.edge = edge;
    this.scheme = peer.tls === null ? "http" : "https";
    this.onGone = onGone;
    this.peer = peer;
    this.held = new CoarseHold(new KeptHold(edge.kept, toClientKey(peer.address)));
    this.givenUp = new LeakyCount(RESET_BURST, RESETS_PER_SECOND, nowMs);
    this.control = new LeakyCount(CONTROL_BURST_BYTES, CONTROL_BYTES_PER_SECOND, nowMs);
    this.idleUntilMs = nowMs + edge.limits.firstHeaderMs;
    this.deadlineMs = nowMs + LOOK_MS;
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    // Why: listeners leave sockets half open, for HTTP/1.1; a client of HTTP/2 that ends its side has gone, and would be kept until it is idle for too long.
    socket.once("end", () => this.clientGone());
    this.session = http2.performServerHandshake(socket, sessionOptions(edge.limits));
    this.session.on("stream", (stream, _headers, flags, raw) => this.begin(stream, flags, raw));
    this.session.on("error", (error) => this.broken(error));
    this.session.on("close", () => this.closed());
    edge.sweeper.add(this);
  }

  /** Tells the client to begin nothing more (GOAWAY); what it began is answered. */
  drain(): void {
    if (this.draining || this.session.destroyed) return;
    this.draining = true;
    for (const stream of this.streams.slice()) stream.goAway();
    // Why not the highest number first, as RFC 9113 section 6.8 would have it: the library ignores what comes after any GOAWAY, so it has to name the last it takes.
    this.session.close();
  }

  private clientGone(): void {
    this.draining = true;
    for (const stream of this.streams.slice()) stream.clientGone();
    this.end();
  }

  onDeadline(nowMs: number): void {
    this.deadlineMs = nowMs + LOOK_MS;
    // Why: the library waits until its last bytes are written, for ever where the client reads none.
    if (this.session.destroyed) this.socket.destroy();
    else if (!this.bytesAreFair(nowMs)) this.refuse();
    else if (this.draining || (this.streams.length === 0 && nowMs >= this.idleUntilMs)) this.end();
  }

  contentArrived(bytes: number): void {
    this.useful += bytes;
  }

  /** Beyond the bound one whose content is whole will make room; where there is none, the first that wants more may go on, so that it comes to its end. */
  mayKeep(exchange: StreamExchange): boolean {
    if (this.keptBytes < KEPT_BYTES) return true;
    let first: StreamExchange | null = null;
    for (const stream of this.streams) {
      if (stream.keepsAll) return false;
      if (first === null && stream.wantsToKeep) first = stream;
    }
    return first === exchange;
  }

  /** Bytes of content that its exchanges keep whole. */
  get keptContent(): number {
    return this.keptBytes;
  }

  hold(bytes: number): boolean {
    return this.held.take(bytes);
  }

  letGo(bytes: number): void {
    this.held.giveBack(bytes);
  }

  refusedForMemory(): void {
    if (++this.crowded < MAX_CROWDED || this.draining) return;
    // What goes on there goes on; for more its client has to connect again.
    this.draining = true;
    this.session.close();
  }

  kept(bytes: number): void {
    this.keptBytes += bytes;
    if (bytes >= 0 || this.waking !== null) return;
    // Why later: whoever gives room is in the midst of its own end.
    this.waking = setImmediate(() => {
      this.waking = null;
      for (const stream of this.streams.slice()) stream.keepOn();
    });
  }

  streamGone(exchange: StreamExchange, answered: boolean): void {
    const { nowMs } = this.edge.sweeper;
    const at = this.streams.indexOf(exchange);
    if (at >= 0) this.streams.splice(at, 1);
    if (this.streams.length === 0) this.idleUntilMs = nowMs + this.edge.limits.idleMs;
    if (!answered && !this.givenUp.add(1, nowMs)) this.refuse();
  }

  private begin(stream: http2.ServerHttp2Stream, flags: number, raw: readonly string[]): void {
    const { edge } = this;
    // INVARIANT: before anything can break: an error event that nobody listens to would end the process.
    stream.on("error", () => stream.destroy());
    try {
      const endsStream = (flags & NGHTTP2_FLAG_END_STREAM) !== 0;
      for (const text of raw) this.useful += text.length;
      const head = readHttp2Request(raw, endsStream, this.scheme, edge.limits, this.memory);
      const exchange = new StreamExchange(this, stream, head, endsStream);
      this.streams.push(exchange);
      this.tally.began();
      exchange.start();
    } catch (error) {
      // INVARIANT: what breaks in one exchange ends that exchange, never the process.
      edge.fault("", error);
      stream.destroy(new Error("the exchange broke"));
    }
  }

  /** Whether the bytes since the last look are mostly of requests, or of a client that reads much. */
  private bytesAreFair(nowMs: number): boolean {
    const { bytesRead, bytesWritten } = this.socket;
    let unread = 0;
    for (const stream of this.streams) unread += stream.unreadBytes;
    const content = this.useful + unread - this.seenUnread;
    const control = bytesRead - this.seenRead - content - (bytesWritten - this.seenWritten) / SENT_BYTES_PER_CONTROL_BYTE;
    this.seenUnread = unread;
    this.seenRead = bytesRead;
    this.seenWritten = bytesWritten;
    this.useful = 0;
    this.edge.counters.http2Resets += this.tally.moreResets(this.session.state.lastProcStreamID ?? 0, bytesRead);
    return this.control.add(Math.max(0, control), nowMs);
  }

  /** Ends a connection whose client makes work without asking for anything. */
  private refuse(): void {
    if (this.session.destroyed) return;
    this.refused = true;
    this.edge.counters.flooded++;
    // Why with an error: without one the library says NO_ERROR, whatever the code.
    this.session.destroy(new Error("the client makes work without asking for anything"), NGHTTP2_ENHANCE_YOUR_CALM);
  }

  /** The connection is gone by a reset, or the library ends it: its client broke the protocol, or one of its bounds. */
  private broken(error: NodeJS.ErrnoException): void {
    if (!this.refused && error.code?.startsWith(PROTOCOL_BROKEN) === true) this.edge.counters.http2Broken++;
    this.session.destroy();
  }

  private end(): void {
    if (!this.session.closed) this.session.close();
    else if (this.streams.length === 0) this.session.destroy();
  }

  private closed(): void {
    this.edge.sweeper.delete(this);
    this.socket.destroy();
    this.onGone(this);
  }
}
