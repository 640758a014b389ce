/** What a WebSocket session is given: two connections, however their bytes travel, and what it needs of the world. */
import type { KeptHold } from "../../limit/kept_bytes.ts";
import type { Side } from "../../guards/websocket/policy.ts";
import type { Sweeper } from "../sweeper.ts";

/** One side's connection. */
export interface SessionEnd {
  /** Takes the bytes over. False: enough is on its way, wait for `drained`. */
  write(bytes: Uint8Array): boolean;
  /** Stops and goes on reading what it sends. */
  pause(): void;
  resume(): void;
  /** Nothing more will be written. */
  end(): void;
}

export interface SessionPorts {
  readonly sweeper: Sweeper;
  /** How long a side may take to read so many bytes that wait for it, milliseconds. */
  readonly readMs: (bytes: number) => number;
  /** Room for one message that is kept until it is whole. */
  readonly newHold: () => KeptHold;
  /** Four unpredictable bytes, valid until asked again (section 10.3). */
  readonly newKey: () => Uint8Array;
  /** Messages that each side began, of all sessions together. */
  readonly begun: Record<Side, number>;
  /** Both sides have been told and ended; what is still open after `withinMs` is to be cut. */
  readonly over: (withinMs: number) => void;
  /** Something threw: the connection is to be cut. */
  readonly broke: (error: unknown) => void;
}
