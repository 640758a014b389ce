/**
 * What a client sends, as events of the codec, taken one by one as their owner can take them. What can't be taken yet stays here or in the socket: reading stops,
 * and TCP tells the client. A connection's many small requests are spread over turns of the event loop.
 */
import type { Http1Limits } from "../../message/http1/http1_limits.ts";
import { RequestParser, type RequestEvent } from "../../message/http1/request_parser.ts";
import type { TurnReads } from "./turn_reads.ts";
import { latin1 } from "./latin1.ts";

/** Requests of one connection that are taken in one turn of the event loop; then all other connections have theirs. */
const REQUESTS_A_TURN = 16;

export interface InputOwner {
  /** Whether the next event can be taken: `head` where no exchange is under way, `body` where one wants more of its request. */
  wants(): "head" | "body" | null;
  /** Whether so many answers wait for the client to read them that no request should be begun. */
  isFull(): boolean;
  take(event: RequestEvent): void;
  /** The client ended its side and everything before was taken; `refusal` where that cut a request short. */
  endOfInput(refusal: Extract<RequestEvent, { kind: "refuse" }> | null): void;
  /** Something in `take` threw. */
  broke(error: unknown): void;
}

export class ClientInput {
  private readonly reads: TurnReads;
  private readonly owner: InputOwner;
  private readonly parser: RequestParser;
  /** What arrived while nothing could be taken; at most what one read gives, since reading stops then. */
  private held: Buffer[] = [];
  private pumping = false;
  /** Requests taken in this turn. */
  private begun = 0;
  /** Whether this connection waits for its next turn. */
  private yielded = false;
  private ended = false;

  constructor(reads: TurnReads, limits: Http1Limits, owner: InputOwner) {
    this.reads = reads;
    this.owner = owner;
    this.parser = new RequestParser(limits, latin1);
  }

  /** Whether a request has begun and its end has not come. */
  get midMessage(): boolean {
    return this.parser.midMessage;
  }

  /** Whether the client has ended its side. */
  get hasEnded(): boolean {
    return this.ended;
  }

  /** Takes what the socket read. `onRead` is told when the bytes are looked at now, before they are. */
  received(chunk: Buffer, onRead: () => void): void {
    if (!this.readable()) {
      this.held.push(chunk);
      this.reads.pause();
      return;
    }
    onRead();
    this.parser.feed(chunk);
    this.pump();
    this.reads.took(chunk.length);
  }

  /** The client has ended its side. */
  end(): void {
    this.ended = true;
    if (this.readable() && !this.pumping) this.finish();
  }

  /** Hands events to the owner for as long as it wants any; called whenever it may want more. */
  pump(): void {
    if (this.pumping || this.yielded) return;
    this.pumping = true;
    try {
      this.pumpEvents();
    } catch (error) {
      // INVARIANT: what breaks in one exchange ends that exchange, never the process.
      this.owner.broke(error);
    } finally {
      this.pumping = false;
    }
  }

  /** Everything that came and was not taken, for a connection that no longer speaks HTTP. */
  takeRest(forward: (bytes: Uint8Array) => void): void {
    const rest = this.parser.takeRest();
    if (rest.length > 0) forward(rest);
    for (const chunk of this.held.splice(0)) forward(chunk);
    this.reads.resume();
  }

  /** Forgets what came and was not taken. */
  discard(): void {
    this.held = [];
  }

  private readable(): boolean {
    return !this.yielded && this.held.length === 0 && this.owner.wants() !== null;
  }

  private pumpEvents(): void {
    for (;;) {
      const wanted = this.owner.wants();
      if (wanted === null || (wanted === "head" && this.mustWait())) return;
      const event = this.parser.next();
      if (event !== null) {
        if (event.kind === "head") this.begun++;
        this.owner.take(event);
        continue;
      }
      const chunk = this.held.shift();
      if (chunk === undefined) {
        if (this.ended) this.finish();
        else if (this.reads.isPaused) this.reads.resume();
        return;
      }
      this.parser.feed(chunk);
    }
  }

  /** Whether no request should be begun now although there may be one. */
  private mustWait(): boolean {
    // Why: who pipelines and never reads would have all his answers kept here.
    if (this.owner.isFull()) {
      this.reads.pause();
      return true;
    }
    if (this.begun < REQUESTS_A_TURN) return false;
    this.begun = 0;
    // Why: requests that are answered at once, thousands to a read, would keep everybody else waiting.
    if (!this.parser.midMessage && this.held.length === 0) return false;
    this.yielded = true;
    setImmediate(() => {
      this.yielded = false;
      this.pump();
    });
    return true;
  }

  private finish(): void {
    const event = this.parser.finish();
    this.owner.endOfInput(event !== null && event.kind === "refuse" ? event : null);
  }
}
