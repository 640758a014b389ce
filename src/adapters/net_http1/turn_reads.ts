/**
 * How much is read in one turn of the event loop. The runtime reads up to 2 MB from a socket that has them before it looks at the next one, so a few hundred large
 * transfers would make everybody else wait for half a second and more. What goes beyond a turn's share rests, and goes on in a later turn, first come, first served.
 */
import type net from "node:net";

/** Bytes of a turn, and connections that go on in it: passing them on takes a millisecond or two. */
const TURN_BYTES = 1_048_576;
const RESUMED_A_TURN = 16;
/** Beyond so many that rest, a quarter of both: then turns are many for each, and short for everybody else. */
const MANY = 16;

let taken = 0;
let resting: (() => void)[] = [];
let scheduled = false;

/** Reading from one socket, which its owner may stop, and which rests when a turn has had its share. */
export class TurnReads {
  private readonly socket: net.Socket;
  private stopped = false;
  private rests = false;

  constructor(socket: net.Socket) {
    this.socket = socket;
  }

  /** Whether its owner stopped it. */
  get isPaused(): boolean {
    return this.stopped;
  }

  pause(): void {
    this.stopped = true;
    this.socket.pause();
  }

  resume(): void {
    this.stopped = false;
    if (!this.rests) this.socket.resume();
  }

  /** Says that so many bytes were read and dealt with. */
  took(bytes: number): void {
    taken += bytes;
    if (!scheduled) schedule();
    if (taken < share(TURN_BYTES) || this.rests) return;
    this.rests = true;
    this.socket.pause();
    resting.push(this.goOn);
  }

  private readonly goOn = (): void => {
    this.rests = false;
    if (!this.stopped && !this.socket.destroyed) this.socket.resume();
  };
}

function schedule(): void {
  scheduled = true;
  setImmediate(nextTurn);
}

function share(whole: number): number {
  return resting.length > MANY ? whole / 4 : whole;
}

function nextTurn(): void {
  taken = 0;
  const resumed = share(RESUMED_A_TURN);
  const due = resting.slice(0, resumed);
  resting = resting.slice(resumed);
  scheduled = resting.length > 0;
  if (scheduled) setImmediate(nextTurn);
  for (const goOn of due) goOn();
}
