/** One exchange on one stream of an HTTP/2 connection: content comes in as it is wanted, the answer goes out, and either side may give up at any time. */
import http2 from "node:http2";
import { framingExchange, receive } from "../../engine/receive.ts";
import { ExchangeRun } from "../../engine/run.ts";
import { type RefuseEvent, refuseRequest } from "../../message/http1/refusal.ts";
import { trailerRefusal } from "../../message/http2/trailers.ts";
import type { RequestHead } from "../../message/request_head.ts";
import type { ClientTunnel } from "../serving/client_answer.ts";
import type { Edge } from "../serving/edge.ts";
import type { ExchangeOwner } from "../serving/exchange_owner.ts";
import { framingRefusal } from "../serving/framing_refusal.ts";
import { ServedExchange } from "../serving/served_exchange.ts";
import type { Deadlined } from "../sweeper.ts";
import { STREAM_BYTES, STREAM_WINDOW_BYTES } from "./session_options.ts";
import { StreamAnswer } from "./stream_answer.ts";
import { StreamHold } from "./stream_hold.ts";
import { linkStream, type StreamEvents, type StreamLink } from "./stream_link.ts";
import type { StreamOwner } from "./stream_owner.ts";

const { NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = http2.constants;
/** How long the rest of a request is taken once it is answered. */
const REST_MS = 500;

export class StreamExchange extends StreamHold<StreamOwner> implements Deadlined, ExchangeOwner, StreamEvents {
  deadlineMs: number = Infinity;
  sweepSlot = -1;
  readonly multiplexed: boolean = true;
  readonly edge: Edge;
  readonly writer: StreamAnswer;
  private readonly link: StreamLink;
  private readonly exchange: ServedExchange;
  /** Content that came and is not wanted yet: at most what one read gave, since reading stops then. */
  private held: Buffer[] = [];
  private left: number | null = null;
  private requestEnded: boolean;
  private endGiven = false;
  private pumping = false;
  private over = false;
  /** Content that came after the answer was complete. */
  private restBytes = 0;
  /** Whether content has to wait for what others keep. */
  private waiting = false;
  /** When the exchange has to be over, however long it waits. */
  private readonly untilMs: number;
  /** Whether we broke the stream off ourselves, which its client is not to blame for. */
  private cutByUs = false;

  /** `head` as `readHttp2Request` gave it. Nothing is begun before `start`. */
  constructor(owner: StreamOwner, stream: http2.ServerHttp2Stream, head: RequestHead | RefuseEvent, endsStream: boolean) {
    super(owner, stream);
    const { edge, peer, scheme } = owner;
    this.edge = edge;
    this.writer = new StreamAnswer(stream);
    this.requestEnded = endsStream;
    const generation = edge.generation();
    if ("code" in head) {
      const run = new ExchangeRun(generation, framingExchange(peer, scheme, generation, edge.receive), edge, null);
      this.exchange = new ServedExchange(this, run, null);
      this.start = () => this.refuse(head);
    } else {
      if (head.framing.kind === "length") this.left = head.framing.bytes;
      const received = receive(head, peer, scheme, generation, edge.receive);
      this.exchange = new ServedExchange(this, new ExchangeRun(generation, received.exchange, edge, null), head);
      this.start = () => {
        this.exchange.start(received);
        // What is still not read waits for somebody.
        if (!endsStream && !this.over && stream.isPaused()) this.park();
      };
    }
    this.link = { exchange: this };
    linkStream(stream, this.link, endsStream);
    this.untilMs = this.deadlineMs;
    edge.sweeper.add(this);
    const bytes = STREAM_BYTES + ("code" in head ? 0 : head.bytes);
    if (!this.holdStream(bytes)) this.start = () => this.refuseStream();
  }

  start: () => void;

  onDeadline(nowMs: number): void {
    if (this.over && !this.requestEnded && !this.stream.closed) {
      this.stream.close(NGHTTP2_NO_ERROR);
      this.deadlineMs = nowMs + this.edge.limits.idleMs;
    } else if (this.over) this.stream.destroy(new Error("the client takes no more of its answer"));
    // Where we make it wait it is not the client's fault.
    else if (this.waiting && nowMs < this.untilMs) this.deadlineMs = Math.min(this.untilMs, nowMs + this.edge.limits.betweenBytesMs);
    else this.exchange.onDeadline(nowMs);
  }

  /** Whether it would keep more content if it may. */
  get wantsToKeep(): boolean {
    return !this.over && this.exchange.keepsBody && this.exchange.wantsBody;
  }

  /** Whether its content is whole and kept until it is over. */
  get keepsAll(): boolean {
    return this.keptBytes > 0 && !this.wantsToKeep;
  }

  /** Others keep less now. */
  keepOn(): void {
    if (this.waiting) this.pump();
  }

  cut(): void {
    this.cutByUs = true;
    // Why not `close`: it ends the content before it resets, and what was cut short would pass for whole.
    this.stream.destroy(new Error("the answer can't be completed"));
  }

  /** The client has ended its side of the connection: what it has not sent of the request will never come. */
  clientGone(): void {
    if (!this.over && this.stream.state.remoteClose !== 1) this.stream.destroy(new Error("the request was cut short"));
  }

  /** The gateway is going down: what would go on without end, ends. */
  goAway(): void {
    this.exchange.goAway();
  }

  openTunnel(): ClientTunnel {
    throw new Error("an HTTP/2 request asks for no upgrade");
  }

  /** What breaks in one exchange ends that exchange, never the connection or the process. */
  broke(error: unknown): void {
    this.exchange.broke(error);
  }

  pump(): void {
    if (this.pumping || this.over) return;
    this.pumping = true;
    try {
      this.pumpContent();
    } catch (error) {
      this.exchange.broke(error);
    } finally {
      this.pumping = false;
    }
  }

  exchangeOver(): void {
    this.over = true;
    this.held = [];
    this.release();
    // Attack (CVE-2019-9517): a client that never opens its window would hold the stream and its answer for ever.
    this.deadlineMs = this.edge.sweeper.nowMs + this.edge.limits.idleMs;
    if (this.requestEnded) return;
    // RFC 9113 section 8.1: the whole answer stands, and the rest of the request is not wanted. Why not at once: some clients take a reset for a failure,
    // and mostly the little that is left is on its way already.
    this.readOn();
    this.deadlineMs = this.edge.sweeper.nowMs + REST_MS;
  }

  /** The rest of a request that is answered: a little of it is taken, for a little time. */
  private takeRest(bytes: number): void {
    this.restBytes += bytes;
    if (this.restBytes > STREAM_WINDOW_BYTES) this.stream.close(NGHTTP2_NO_ERROR);
  }

  /** The client has read what was written. */
  resumeAnswer(): void {
    this.exchange.resumeAnswer();
  }

  received(chunk: Buffer): void {
    this.owner.contentArrived(chunk.length);
    if (this.over) {
      this.takeRest(chunk.length);
      return;
    }
    if (this.left !== null) {
      this.left -= chunk.length;
      if (this.left < 0) {
        this.misfit();
        return;
      }
    }
    this.exchange.bodyDeadline();
    this.held.push(chunk);
    if (!this.exchange.wantsBody) this.park();
    this.pump();
  }

  ended(): void {
    // Attack: the library tells an end where the client resets the stream or goes away, and what was cut short would pass for whole.
    if (this.stream.aborted || this.over) return;
    this.requestEnded = true;
    if (this.left !== null && this.left > 0) this.misfit();
    else this.pump();
  }

  trailers(raw: readonly string[]): void {
    const refusal = trailerRefusal(raw, this.edge.limits);
    if (refusal !== null && !this.over) this.refuse(refusal);
  }

  /** The content is not what its head said: nothing of it may pass for whole. */
  private misfit(): void {
    this.refuse(refuseRequest("length_mismatch", "header:content-length"));
  }

  private refuse({ status, code, message, place }: RefuseEvent): void {
    this.exchange.refuseFraming(framingRefusal(status, code, message, place));
  }

  private pumpContent(): void {
    while (!this.over && this.exchange.wantsBody) {
      if (this.hasToWait()) return;
      const chunk = this.held.shift();
      if (chunk !== undefined) this.take(chunk);
      else if (!this.requestEnded) {
        this.readOn();
        return;
      } else if (this.endGiven) return;
      else {
        this.endGiven = true;
        this.exchange.endBody();
      }
    }
  }

  private hasToWait(): boolean {
    const waited = this.waiting;
    const more = this.held.length > 0 || !this.requestEnded;
    this.waiting = more && this.exchange.keepsBody && !this.owner.mayKeep(this);
    if (this.waiting) this.park();
    else if (waited) this.exchange.bodyDeadline();
    return this.waiting;
  }

  private take(chunk: Buffer): void {
    if (this.exchange.keepsBody) this.keep(chunk.length);
    this.exchange.takeBody(chunk);
  }

  protected override noRoomToPark(): void {
    this.exchange.refuseForMemory();
  }

  /** There is no room for it. Nothing of it was looked at, so that its client may send it again (RFC 9113 section 8.7). */
  private refuseStream(): void {
    this.exchange.noteRefusedForMemory();
    this.stream.close(NGHTTP2_REFUSED_STREAM);
    this.owner.refusedForMemory();
  }

  private release(): void {
    this.waiting = false;
    this.keepNothing();
  }

  closed(): void {
    const answered = this.over;
    this.over = true;
    this.held = [];
    this.waiting = false;
    this.letGo();
    this.link.exchange = null;
    this.edge.sweeper.delete(this);
    if (!this.requestEnded) this.owner.contentArrived(this.unreadBytes + STREAM_WINDOW_BYTES);
    if (!answered) this.exchange.cutShort();
    this.owner.streamGone(this, answered || this.cutByUs);
  }
}
