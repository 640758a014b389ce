/** One HTTP/2 connection to an upstream, shared by requests: connected first, its certificate and protocol checked, then spoken on (RFC 9113 section 3). */
import http2 from "node:http2";
import type net from "node:net";
import tls from "node:tls";
import type { UpstreamTarget } from "../../engine/upstream.ts";
import { connectUnread } from "../upstreams/upstream_socket.ts";
import type { UpstreamEnvironment } from "../upstreams/upstream_environment.ts";
import type { Deadlined } from "../sweeper.ts";

/** Streams of one connection at once, where the upstream allows more. */
const MAX_STREAMS = 100;
/** How long a connection without requests is kept. */
const IDLE_MS = 60_000;
/**
 * Requests that may be given up on one connection. Attack: servers end connections on which too many are (CVE-2023-44487; from some hundred on), with the requests of
 * everybody who shares it, and whoever calls us makes us give up as many as he likes. Another connection is begun in time.
 */
const MAX_GIVEN_UP = 100;
/** What one stream may send before some of it was passed on. */
const WINDOW_BYTES = 262_144;

/** Told once: the session, or why there is none. */
export type SessionTaker = (session: http2.ClientHttp2Session | null, message: string) => void;

export class UpstreamSession implements Deadlined {
  deadlineMs: number;
  sweepSlot = -1;
  private readonly target: UpstreamTarget;
  private readonly environment: UpstreamEnvironment;
  private readonly onGone: (session: UpstreamSession) => void;
  private readonly socket: net.Socket;
  private session: http2.ClientHttp2Session | null = null;
  private readonly waiting = new Set<SessionTaker>();
  private streams = 0;
  private givenUp = 0;
  private closing = false;
  private failure = "the upstream closed the connection";

  constructor(target: UpstreamTarget, environment: UpstreamEnvironment, onGone: (session: UpstreamSession) => void) {
    this.target = target;
    this.environment = environment;
    this.onGone = onGone;
    this.deadlineMs = environment.sweeper.nowMs + target.timeouts.connectMs;
    this.socket = connectUnread(target, environment.lookup, () => this.connected());
    this.socket.on("error", (error) => (this.failure = error.message));
    this.socket.on("close", () => this.closed());
    environment.sweeper.add(this);
  }

  /** Whether another request may begin here. */
  get hasRoom(): boolean {
    const allowed = this.session?.remoteSettings.maxConcurrentStreams ?? MAX_STREAMS;
    return !this.closing && this.streams < Math.min(allowed, MAX_STREAMS);
  }

  get remoteAddress(): string | undefined {
    return this.socket.remoteAddress;
  }

  /** Takes a place for a request; `give` is called at once or when connected. Gives what gives the place back, once. */
  take(give: SessionTaker): () => void {
    this.streams++;
    this.deadlineMs = this.session === null ? this.deadlineMs : Infinity;
    if (this.session !== null) give(this.session, "");
    else this.waiting.add(give);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.waiting.delete(give);
      this.streams--;
      if (this.streams > 0) return;
      if (this.closing) this.destroy();
      else if (this.session !== null) this.deadlineMs = this.environment.sweeper.nowMs + IDLE_MS;
    };
  }

  /** A request was given up before its answer was complete. */
  gaveUp(): void {
    this.givenUp++;
    if (this.givenUp >= MAX_GIVEN_UP) this.retire();
  }

  /** No further request begins; it ends with those under way. */
  retire(): void {
    this.closing = true;
    if (this.streams === 0) this.destroy();
  }

  onDeadline(): void {
    if (this.session === null) this.failure = "the upstream did not accept a connection in time";
    this.destroy();
  }

  destroy(): void {
    this.closing = true;
    this.session?.destroy();
    this.socket.destroy();
  }

  private connected(): void {
    const { socket } = this;
    // Why: without this the first bytes would tell, and to an HTTP/1.1 server they are a request.
    if (socket instanceof tls.TLSSocket && socket.alpnProtocol !== "h2") {
      this.failure = "the upstream does not speak HTTP/2";
      socket.destroy();
      return;
    }
    const { scheme, authority } = this.target;
    const session = http2.connect(`${scheme}://${authority}`, {
      createConnection: () => socket,
      maxSessionMemory: 16,
      // Why: else the library drops such a field silently; here the answer is refused.
      strictFieldWhitespaceValidation: false,
      maxHeaderListPairs: this.environment.limits.fieldCount * 2,
      settings: { enablePush: false, initialWindowSize: WINDOW_BYTES, maxHeaderListSize: this.environment.limits.headBytes * 2 },
    });
    session.on("error", (error: Error) => {
      this.failure = error.message;
      this.destroy();
    });
    session.on("goaway", () => this.retire());
    session.on("close", () => socket.destroy());
    this.session = session;
    this.deadlineMs = Infinity;
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const give of waiting) give(session, "");
    if (this.streams === 0) this.deadlineMs = this.environment.sweeper.nowMs + IDLE_MS;
  }

  private closed(): void {
    this.closing = true;
    this.environment.sweeper.delete(this);
    this.onGone(this);
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const give of waiting) give(null, this.failure);
  }
}

/** The sessions of one target: as few as its requests need. */
export class UpstreamSessions {
  private readonly environment: UpstreamEnvironment;
  private readonly onEmpty: () => void;
  private readonly sessions = new Set<UpstreamSession>();

  /** `onEmpty`: the last session is gone. */
  constructor(environment: UpstreamEnvironment, onEmpty: () => void) {
    this.environment = environment;
    this.onEmpty = onEmpty;
  }

  get size(): number {
    return this.sessions.size;
  }

  /** A session with room, new where there is none. */
  withRoom(target: UpstreamTarget): UpstreamSession {
    for (const session of this.sessions) if (session.hasRoom) return session;
    const opened = new UpstreamSession(target, this.environment, (gone) => {
      this.sessions.delete(gone);
      if (this.sessions.size === 0) this.onEmpty();
    });
    this.sessions.add(opened);
    return opened;
  }

  close(): void {
    for (const session of this.sessions) session.retire();
  }
}
