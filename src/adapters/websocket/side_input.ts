/**
 * What one side of a WebSocket sends, as events, taken in turns: messages of a few bytes come by thousands to a read, and all other connections wait meanwhile. While its
 * turn is over, or the other side has not read enough, the side is not read from.
 */
import type { MessageReader, WebSocketEvent } from "../../message/websocket/message_reader.ts";
import type { SessionEnd } from "./session_ports.ts";

/** Events of one side in one turn of the event loop. */
const EVENTS_A_TURN = 256;

export interface SideInputOwner {
  readonly isOver: boolean;
  take(event: WebSocketEvent): void;
  /** Runs a step later, as carefully as any other. */
  laterTurn(step: () => void): void;
}

export class SideInput {
  readonly reader: MessageReader;
  private readonly end: SessionEnd;
  private readonly owner: SideInputOwner;
  /** What came while it waits for its turn: at most what was read before reading stopped. */
  private readonly held: Uint8Array[] = [];
  private waitsForTurn = false;
  private waitsForDrain = false;
  /** What is to be done once nothing waits. */
  private afterwards: (() => void) | null = null;

  constructor(end: SessionEnd, reader: MessageReader, owner: SideInputOwner) {
    this.end = end;
    this.reader = reader;
    this.owner = owner;
  }

  /** Takes what was read; the bytes are its own during the call. */
  received(bytes: Uint8Array): void {
    if (this.waitsForTurn) {
      this.held.push(Uint8Array.from(bytes));
      return;
    }
    this.reader.feed(bytes);
    this.read();
  }

  /** Does `step` once all that was received has been read: at once, or after its turns. */
  whenRead(step: () => void): void {
    if (this.waitsForTurn) this.afterwards = step;
    else step();
  }

  /** The other side has to read before there is more. */
  waitForDrain(): void {
    this.waitsForDrain = true;
    this.end.pause();
  }

  /** The other side has read. */
  drained(): void {
    this.waitsForDrain = false;
    this.goOn();
  }

  private read(): void {
    const { reader, owner } = this;
    for (let left = EVENTS_A_TURN; left > 0; ) {
      const event = reader.next();
      if (event !== null) {
        left--;
        owner.take(event);
        if (owner.isOver) return;
        continue;
      }
      const next = this.held.shift();
      if (next === undefined) return;
      reader.feed(next);
    }
    reader.keep();
    this.waitsForTurn = true;
    this.end.pause();
    owner.laterTurn(() => {
      this.waitsForTurn = false;
      this.read();
      if (owner.isOver || this.waitsForTurn) return;
      this.goOn();
      this.afterwards?.();
    });
  }

  private goOn(): void {
    if (!this.waitsForTurn && !this.waitsForDrain) this.end.resume();
  }
}
