/**
 * One WebSocket between a client and an upstream: what each side sends is read strictly, judged, and written anew for the other (RFC 6455 sections 5 to 7). Knows nothing of
 * how bytes travel. A message that nobody must see whole passes as it comes, cut into fragments as it was read (section 5.4), so that a Close can always follow.
 */
import type { Closing, MessageRun } from "../../engine/message_run.ts";
import type { ExchangeRun } from "../../engine/run.ts";
import type { Side, WebSocketPolicy } from "../../guards/websocket/policy.ts";
import { CLOSE, type CloseMessage, toCloseBody } from "../../message/websocket/close.ts";
import { type MessageFaultCode, type MessageLimits, MessageReader, type WebSocketEvent } from "../../message/websocket/message_reader.ts";
import { OPCODE } from "../../message/websocket/opcode.ts";
import { writeFrame } from "../../message/websocket/write_frame.ts";
import type { Deadlined } from "../sweeper.ts";
import { framingFault, MESSAGE_REFUSED, NOT_ALLOWED_ANY_MORE, UPSTREAM_FRAMING, UPSTREAM_GONE } from "./closings.ts";
import type { SessionEnd, SessionPorts } from "./session_ports.ts";
import { SideInput } from "./side_input.ts";
import { newSideState, type SideState } from "./side_state.ts";
import { otherSide, SIDES } from "./sides.ts";
import { WholeMessage } from "./whole_message.ts";

/** How long the other side may take to answer a Close. */
const CLOSE_MS = 5_000;
/** How long what was ended may take to be read. */
const END_MS = 1_000;

export class WebSocketSession implements Deadlined {
  deadlineMs: number;
  sweepSlot = -1;
  /** What was said last of the end, by whichever side said it first; null while nothing was. */
  closed: CloseMessage | null = null;
  readonly messages: MessageRun;
  private readonly run: ExchangeRun;
  private readonly ports: SessionPorts;
  private readonly sides: Readonly<Record<Side, SideState>>;
  private readonly bornMs: number;
  private lastMs: number;
  private closeByMs = Infinity;
  private over = false;
  /** Frames of this turn for each side, written together. */
  private readonly out: Readonly<Record<Side, Uint8Array[]>> = { client: [], server: [] };

  constructor(run: ExchangeRun, messages: MessageRun, ends: Readonly<Record<Side, SessionEnd>>, ports: SessionPorts) {
    const { policy } = messages;
    this.run = run;
    this.messages = messages;
    this.ports = ports;
    this.sides = {
      client: this.newSide("client", ends.client, policy.client.limits),
      server: this.newSide("server", ends.server, policy.server.limits),
    };
    this.bornMs = ports.sweeper.nowMs;
    this.lastMs = this.bornMs;
    this.deadlineMs = 0;
    this.setDeadline();
    ports.sweeper.add(this);
  }

  /** What `from` has sent. The bytes are the session's during the call. */
  take(from: Side, bytes: Uint8Array): void {
    this.messages.counts[from].bytes += bytes.length;
    this.guarded(() => this.sides[from].input.received(bytes));
  }

  /** `side` has read what was written to it. */
  drained(side: Side): void {
    if (this.over) return;
    this.sides[side].readByMs = Infinity;
    this.sides[otherSide(side)].input.drained();
  }

  /** The connection of `side` has ended. */
  ended(side: Side): void {
    this.guarded(() => this.sides[side].input.whenRead(() => this.endedBy(side)));
  }

  /** Ends it for a reason of the gateway's own; both sides are told the same. */
  close(closing: Closing): void {
    this.guarded(() => {
      for (const side of SIDES) this.tell(side, closing);
      this.finish();
    });
  }

  /** Judges what comes from now on by another policy. */
  adopt(policy: WebSocketPolicy): void {
    this.messages.policy = policy;
    this.sides.client.input.reader.limits = policy.client.limits;
    this.sides.server.input.reader.limits = policy.server.limits;
    this.setDeadline();
    // Attack: a message that is kept from ending until a schema is declared would pass it by, for parts of it have passed.
    if (SIDES.some((side) => this.passesUnjudged(side))) this.close(NOT_ALLOWED_ANY_MORE);
  }

  onDeadline(nowMs: number): void {
    const { policy } = this.messages;
    const { client, server } = this.sides;
    if (nowMs >= this.closeByMs) this.guarded(() => this.finish());
    else if (nowMs >= Math.min(client.readByMs, server.readByMs)) this.expire("unread", "what was sent was not read in time");
    else if (nowMs >= this.bornMs + policy.lifetimeMs) this.expire("lifetime", "it has lasted as long as it may");
    else if (nowMs >= this.lastMs + policy.idleMs) this.expire("idle", "no message came for as long as is allowed");
    else this.setDeadline();
  }

  /** Lets go of everything, whatever state it is in. */
  dispose(): void {
    this.over = true;
    this.ports.sweeper.delete(this);
    for (const side of SIDES) this.sides[side].whole?.release();
  }

  private guarded(step: () => void): void {
    if (this.over) return;
    try {
      step();
      for (const side of SIDES) this.flush(side);
    } catch (error) {
      this.dispose();
      this.ports.broke(error);
    }
  }

  private passesUnjudged(side: Side): boolean {
    const { underWay, whole } = this.sides[side];
    return underWay !== null && whole === null && this.messages.needsWhole(side, underWay);
  }

  private endedBy(side: Side): void {
    if (side === "client" || this.sides.server.closing) this.finish();
    else if (this.closed !== null) this.closing(side, this.closed);
    else {
      this.run.note("upstream", "websocket.upstream_gone", "server", "the API's connection ended without a close frame");
      this.tell("client", UPSTREAM_GONE);
      this.finish();
    }
  }

  private newSide(from: Side, end: SessionEnd, limits: MessageLimits): SideState {
    const isOver = (): boolean => this.over;
    const input = new SideInput(end, new MessageReader(from === "client", limits), {
      get isOver() {
        return isOver();
      },
      take: (event) => this.on(from, event),
      laterTurn: (step) => void setImmediate(() => this.guarded(step)),
    });
    return newSideState(end, input);
  }

  private on(from: Side, event: WebSocketEvent): void {
    switch (event.kind) {
      case "message":
        this.beginMessage(from, event.binary);
        return;
      case "data":
        this.passOn(from, event.bytes, event.last);
        return;
      case "ping":
      case "pong":
        this.control(from, event.kind === "ping" ? OPCODE.ping : OPCODE.pong, event.bytes);
        return;
      case "close":
        this.closing(from, event.message);
        return;
      case "fault":
        this.fault(from, event.code, event.close);
        return;
    }
  }

  private beginMessage(from: Side, binary: boolean): void {
    const { nowMs } = this.ports.sweeper;
    this.alive(nowMs);
    this.ports.begun[from]++;
    const refused = this.messages.begin(from, binary, nowMs);
    if (refused !== null) {
      this.refuse(from, refused);
      return;
    }
    const side = this.sides[from];
    side.underWay = binary;
    side.opcode = binary ? OPCODE.binary : OPCODE.text;
    side.whole = this.messages.needsWhole(from, binary) ? new WholeMessage(this.ports.newHold()) : null;
  }

  private passOn(from: Side, bytes: Uint8Array, last: boolean): void {
    const side = this.sides[from];
    const { whole } = side;
    if (last) {
      side.underWay = null;
      this.alive(this.ports.sweeper.nowMs);
    }
    if (whole === null) {
      this.send(otherSide(from), side.opcode, last, bytes);
      side.opcode = OPCODE.continuation;
    } else if (!last) {
      if (whole.add(bytes)) return;
      this.run.note("websocket", "websocket.memory", from, "messages that are not whole yet hold all the memory they may");
      this.refuse(from, { code: CLOSE.tryAgainLater, reason: "too many messages at once" });
    } else {
      const message = whole.end(bytes);
      side.whole = null;
      const refused = this.messages.judge(from, message);
      if (refused === null) this.send(otherSide(from), side.opcode, true, message);
      else this.refuse(from, refused);
    }
  }

  private control(from: Side, opcode: number, bytes: Uint8Array): void {
    const { nowMs } = this.ports.sweeper;
    const refused = this.messages.control(from, nowMs);
    if (refused !== null) {
      this.refuse(from, refused);
      return;
    }
    if (this.messages.policy.pingsKeepAlive) this.alive(nowMs);
    this.send(otherSide(from), opcode, true, bytes);
  }

  private closing(from: Side, message: CloseMessage): void {
    this.sides[from].closing = true;
    this.tell(otherSide(from), message);
    if (this.sides[otherSide(from)].closing) this.finish();
    else {
      this.closeByMs = this.ports.sweeper.nowMs + CLOSE_MS;
      this.setDeadline();
    }
  }

  private fault(from: Side, code: MessageFaultCode, close: number): void {
    const finding = framingFault(code, from);
    if (from === "client") this.run.refuse("websocket", "framing", finding);
    else this.run.failUpstream(UPSTREAM_FRAMING, finding.findings[0]?.message ?? code);
    this.closeOffender(from, { code: close, reason: code.replaceAll("_", " ") });
  }

  private refuse(from: Side, closing: Closing): void {
    this.run.refuse("websocket", from === "client" ? "body" : "response", { problem: MESSAGE_REFUSED, findings: [] });
    this.closeOffender(from, closing);
  }

  private expire(code: string, message: string): void {
    this.run.note("websocket", `websocket.${code}`, "", message);
    this.close({ code: CLOSE.goingAway, reason: code });
  }

  /** The side at fault learns the fault; the other only that it is over (IANA: 1014 is a gateway's word for a bad upstream). */
  private closeOffender(from: Side, closing: Closing): void {
    this.tell(from, closing);
    this.tell(otherSide(from), { code: from === "client" ? CLOSE.goingAway : CLOSE.badGateway, reason: "" });
    this.finish();
  }

  /** Sends a Close, once. */
  private tell(to: Side, message: CloseMessage): void {
    const side = this.sides[to];
    if (side.told) return;
    this.send(to, OPCODE.close, true, toCloseBody(message));
    side.told = true;
    this.closed ??= message;
  }

  private send(to: Side, opcode: number, fin: boolean, payload: Uint8Array): void {
    if (this.sides[to].told) return;
    this.out[to].push(writeFrame(opcode, fin, payload, to === "server" ? this.ports.newKey() : null));
  }

  private flush(to: Side): void {
    const frames = this.out[to];
    const [first] = frames;
    if (first === undefined) return;
    const bytes = frames.length === 1 ? first : Buffer.concat(frames);
    frames.length = 0;
    const side = this.sides[to];
    if (side.end.write(bytes)) return;
    side.readByMs = Math.min(side.readByMs, this.ports.sweeper.nowMs + this.ports.readMs(bytes.length));
    this.setDeadline();
    this.sides[otherSide(to)].input.waitForDrain();
  }

  private finish(): void {
    for (const side of SIDES) {
      this.flush(side);
      this.sides[side].end.end();
      // What is still sent is read and dropped: unread bytes would reset the connection, and the Close with it.
      this.sides[side].end.resume();
    }
    this.dispose();
    this.ports.over(END_MS);
  }

  private alive(nowMs: number): void {
    this.lastMs = nowMs;
    this.setDeadline();
  }

  private setDeadline(): void {
    const { idleMs, lifetimeMs } = this.messages.policy;
    const { client, server } = this.sides;
    this.deadlineMs = Math.min(this.closeByMs, client.readByMs, server.readByMs, this.lastMs + idleMs, this.bornMs + lifetimeMs);
  }
}
