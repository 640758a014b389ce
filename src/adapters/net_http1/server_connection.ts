/**
 * One client connection: bytes to events of the strict codec, exchanges one after another in the order they came (pipelining included), answers back.
 * The state is whose turn it is: `waiting` for a head, `judging` (nothing is read), `reading` a body, `answering`.
 */
import type net from "node:net";
import { canonicalPeerAddress } from "../../codec/ip_address.ts";
import { framingExchange, receive } from "../../engine/receive.ts";
import { after, ExchangeRun, type LocalAnswer } from "../../engine/run.ts";
import { problem, type Refusal } from "../../kernel/problem.ts";
import type { RequestEvent, RequestHeadEvent as RequestHead } from "../../message/http1/request_parser.ts";
import type { Deadlined } from "../sweeper.ts";
import { AnswerWriter } from "./answer_writer.ts";
import { ClientInput, type InputOwner } from "./client_input.ts";
import type { Edge } from "./edge.ts";
import { Forwarding } from "./forwarding.ts";
import { RequestBody } from "./request_body.ts";

/** Why the bytes of a request, or their coming too slowly, end the connection. */
interface FramingRefusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly place: string;
}

type State = "waiting" | "judging" | "reading" | "answering" | "lingering" | "tunnel";

/** How long a refused client is still read from, so that it sees the answer instead of a reset. */
const LINGER_MS = 1_000;
/** How long an idle connection is still served after a drain began, for what its client sent before it could know. */
const DRAIN_GRACE_MS = 100;

export class ServerConnection implements Deadlined, InputOwner {
  deadlineMs: number;
  readonly socket: net.Socket;
  readonly edge: Edge;
  readonly writer: AnswerWriter;
  private readonly peer: { readonly address: string; readonly port: number };
  private readonly scheme: "http" | "https";
  private readonly input: ClientInput;
  private readonly onGone: (connection: ServerConnection) => void;
  private state: State = "waiting";
  private run: ExchangeRun | null = null;
  private head: RequestHead | null = null;
  private body: RequestBody | null = null;
  private forwarding: Forwarding | null = null;
  private requestComplete = false;
  private keepAlive = true;
  private requestBytes = 0;
  private requestDeadlineMs = Infinity;

  constructor(socket: net.Socket, scheme: "http" | "https", edge: Edge, onGone: (connection: ServerConnection) => void) {
    this.socket = socket;
    this.edge = edge;
    this.scheme = scheme;
    this.onGone = onGone;
    this.peer = { address: canonicalPeerAddress(socket.remoteAddress ?? "") ?? "", port: socket.remotePort ?? 0 };
    this.input = new ClientInput(socket, edge.limits, this);
    this.writer = new AnswerWriter(socket);
    this.deadlineMs = edge.monotonicMs() + edge.limits.firstHeaderMs;
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
    this.keepAlive = false;
    if (this.state === "waiting" && !this.input.midMessage)
      this.deadlineMs = Math.min(this.deadlineMs, this.edge.monotonicMs() + DRAIN_GRACE_MS);
  }

  onDeadline(nowMs: number): void {
    switch (this.state) {
      case "waiting":
        // Why linger: a client that does not read our end, or never ends its side, must not stay.
        if (!this.input.midMessage) this.linger();
        else
          this.refuseFraming({
            status: 408,
            code: "head_timeout",
            message: "the request's head did not arrive in time",
            place: "framing",
          });
        return;
      case "reading":
        if (this.body?.wantsMore === false && nowMs < this.requestDeadlineMs) {
          // Not the client's fault: the upstream reads slowly.
          this.deadlineMs = this.requestDeadlineMs;
          return;
        }
        this.stopReading("body_timeout", "the request's body did not arrive in time");
        return;
      case "judging":
      case "answering":
        if (this.run !== null && !this.writer.started) {
          this.finishWith(
            this.run.fail(
              problem(504, "request_timeout", "The request took too long", { close: true }),
              new Error("whole-request limit passed"),
            ),
          );
        } else this.socket.destroy();
        return;
      case "lingering":
      case "tunnel":
        this.socket.destroy();
        return;
    }
  }

  /** More of what the client sent can be taken, or a turn is over. */
  pump(): void {
    this.input.pump();
  }

  wants(): "head" | "body" | null {
    if (this.state === "waiting") return "head";
    return this.state === "reading" && this.body?.wantsMore === true ? "body" : null;
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
        this.requestBytes += event.bytes.length;
        this.body?.take(event.bytes);
        return;
      case "end":
        this.requestComplete = true;
        this.body?.end();
        return;
      case "refuse":
        this.refuseFraming(event);
        return;
    }
  }

  endOfInput(refusal: FramingRefusal | null): void {
    if (refusal !== null) this.refuseFraming(refusal);
    else if (this.state === "waiting") this.socket.end();
  }

  private received(chunk: Buffer): void {
    if (this.state === "tunnel") {
      if (this.forwarding?.tunnel(chunk) === false) this.socket.pause();
      return;
    }
    if (this.state !== "lingering") this.input.received(chunk, this.onRead);
  }

  /** Bytes of a request are looked at: of a new one, then its head must end in time, or of a body, then the next must come in time. */
  private readonly onRead = (): void => {
    if (this.state === "waiting" && !this.input.midMessage) this.deadlineMs = this.edge.monotonicMs() + this.edge.limits.firstHeaderMs;
    else if (this.state === "reading") this.bodyDeadline();
  };

  private begin(head: RequestHead): void {
    const { edge } = this;
    const nowMs = edge.monotonicMs();
    edge.counters.inFlight++;
    this.head = head;
    this.requestComplete = false;
    this.requestBytes = head.bytes;
    this.keepAlive = head.keepAlive && !edge.draining;
    this.state = "judging";
    this.requestDeadlineMs = nowMs + edge.limits.requestMs;
    this.deadlineMs = this.requestDeadlineMs;
    this.writer.begin(head.method, head.minor);
    const generation = edge.generation();
    const received = receive(head, this.peer, this.scheme, generation, edge.receive);
    const run = new ExchangeRun(generation, received.exchange, edge, head.upgrade?.toLowerCase() ?? null);
    this.run = run;
    if (received.refusal !== null) {
      this.finishWith(run.refuse("framing", "framing", received.refusal));
      return;
    }
    if (received.local !== null) {
      this.settleStep(run, run.answerLocally("gateway", received.local), () => {});
      return;
    }
    this.settleStep(run, run.admit(), () => this.admitted(run, head));
  }

  private admitted(run: ExchangeRun, head: RequestHead): void {
    const { plan, api } = run;
    if (plan === null || api === null) {
      this.finishWith(run.fail(problem(500, "internal", "Internal error"), new Error("admitted without a plan")));
      return;
    }
    this.forwarding = new Forwarding(this, run, api, plan, head);
    this.body = new RequestBody(this, run, plan, head, this.forwarding);
    this.state = "reading";
    this.bodyDeadline();
    this.body.start();
    // Why after: a body that is declared too large is refused before the client sends it.
    if (this.run === run && head.expectContinue) this.writer.informational("HTTP/1.1 100 Continue\r\n\r\n");
    this.pump();
  }

  /** Takes the outcome of a step when it comes: an answer of our own ends the exchange, null goes on. A step that breaks is a failure, never a pass. */
  settleStep(run: ExchangeRun, step: LocalAnswer | null | Promise<LocalAnswer | null>, goOn: () => void): void {
    const settled = after(step, (stopped) => {
      if (this.run !== run) return;
      if (stopped !== null) this.finishWith(stopped);
      else goOn();
    });
    if (settled instanceof Promise) {
      settled.then(
        () => this.pump(),
        (error: unknown) => this.exchangeBroke(run, error),
      );
    }
  }

  /** What broke while input was taken: the exchange under way ends, or the connection where there is none. */
  broke(error: unknown): void {
    if (this.run !== null) this.exchangeBroke(this.run, error);
    else {
      this.edge.fault("", error);
      this.socket.destroy();
    }
  }

  /** A bug or a dead dependency: 500, recorded with its cause. */
  exchangeBroke(run: ExchangeRun, error: unknown): void {
    if (this.run !== run) {
      this.edge.fault(run.exchange.id, error);
      return;
    }
    const answer = run.fail(problem(500, "internal", "Internal error", { close: true }), error);
    if (this.writer.started) this.socket.destroy();
    else this.finishWith(answer);
  }

  /** The upstream takes more of the body. */
  bodyWritable(): void {
    if (this.body === null) return;
    this.body.wantsMore = !this.requestComplete;
    if (this.state === "reading") this.bodyDeadline();
    this.pump();
  }

  /** The answer ends with the connection. */
  closeAfter(): void {
    this.keepAlive = false;
  }

  judging(): void {
    this.state = "judging";
    this.deadlineMs = this.requestDeadlineMs;
  }

  answering(): void {
    if (this.state === "judging") this.state = "answering";
  }

  /** From here on bytes are passed on unread; those that came already are given to `forward`. */
  tunnelling(forward: (bytes: Uint8Array) => void): void {
    this.state = "tunnel";
    this.deadlineMs = Infinity;
    this.input.takeRest(forward);
  }

  /** The upstream's side of the tunnel is over. */
  endTunnel(): void {
    this.socket.end();
    this.deadlineMs = this.edge.monotonicMs() + LINGER_MS;
  }

  /** Writes an answer of our own and ends the exchange. */
  finishWith(local: LocalAnswer): void {
    const { run } = this;
    if (run === null) return;
    this.forwarding?.abandon();
    this.writer.local(local.response, run.exchange, this.keepAlive && !local.close && this.canFollow());
    this.finish(local.close || !this.canFollow(), { kind: "local" });
  }

  /** The upstream's answer has gone out whole. */
  finishForwarded(status: number): void {
    this.finish(!this.canFollow(), { kind: "forwarded", status });
  }

  /** Whether the bytes after this exchange can be the next request: its own are all taken. */
  canFollow(): boolean {
    return this.keepAlive && (this.requestComplete || this.head?.framing.kind === "none");
  }

  private finish(close: boolean, last: Parameters<ExchangeRun["end"]>[0]): void {
    const { run } = this;
    if (run === null) return;
    this.run = null;
    this.edge.counters.inFlight--;
    run.end(last, this.traffic());
    this.forwarding = null;
    this.body = null;
    if (close) {
      this.linger();
      return;
    }
    this.state = "waiting";
    this.deadlineMs = this.edge.monotonicMs() + this.edge.limits.idleMs;
    this.pump();
  }

  private traffic(): Parameters<ExchangeRun["end"]>[1] {
    const { forwarding, writer } = this;
    return {
      status: writer.status,
      upstreamStatus: forwarding?.upstreamStatus ?? null,
      requestBytes: this.requestBytes,
      responseBytes: writer.bytes,
      upstreamMs: forwarding?.upstreamMs ?? null,
    };
  }

  /** Closes so that the answer is read: we send FIN and go on reading a little, since unread bytes at close would reset the connection. */
  private linger(): void {
    this.state = "lingering";
    this.input.discard();
    this.deadlineMs = this.edge.monotonicMs() + LINGER_MS;
    this.socket.resume();
    this.socket.end();
  }

  private refuseFraming(event: FramingRefusal): void {
    const refusal: Refusal = {
      problem: problem(event.status, event.code, "The request is not well-formed HTTP", { close: true }),
      findings: [{ code: `framing.${event.code}`, place: event.place, message: event.message }],
    };
    if (this.run !== null) {
      if (this.writer.started) this.socket.destroy();
      else this.finishWith(this.run.refuse("framing", "framing", refusal));
      return;
    }
    const generation = this.edge.generation();
    this.edge.counters.inFlight++;
    this.writer.begin("GET", 1);
    this.run = new ExchangeRun(generation, framingExchange(this.peer, this.scheme, generation, this.edge.receive), this.edge, null);
    this.requestComplete = false;
    this.head = null;
    this.finishWith(this.run.refuse("framing", "framing", refusal));
  }

  private stopReading(code: string, message: string): void {
    this.refuseFraming({ status: 408, code, message, place: "body" });
  }

  private bodyDeadline(): void {
    this.deadlineMs = Math.min(this.requestDeadlineMs, this.edge.monotonicMs() + this.edge.limits.betweenBytesMs);
  }

  /** The client has read what was written. */
  private drained(): void {
    this.forwarding?.resumeAnswer();
    if (this.state === "waiting") this.pump();
  }

  private ended(): void {
    if (this.state === "tunnel") {
      this.forwarding?.abandon();
      this.endTunnel();
    } else if (this.state === "lingering") this.socket.end();
    this.input.end();
  }

  /** How an exchange ended whose connection went away before its answer was complete. */
  private cutShort(run: ExchangeRun): Parameters<ExchangeRun["end"]>[0] {
    if (this.state === "tunnel") return { kind: "forwarded", status: this.writer.status };
    return { kind: run.failed ? "local" : "abandoned" };
  }

  private closed(): void {
    const { run } = this;
    this.edge.sweeper.delete(this);
    const { forwarding } = this;
    if (run !== null) {
      this.run = null;
      this.edge.counters.inFlight--;
      run.end(this.cutShort(run), this.traffic());
    }
    forwarding?.abandon();
    // Nothing that its client left behind is begun any more.
    this.state = "lingering";
    this.input.discard();
    this.onGone(this);
  }
}
