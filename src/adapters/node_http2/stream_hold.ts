/**
 * What one stream of HTTP/2 holds of the memory that its client may have: the stream itself, content that waits in it while nobody reads on, and content that its
 * exchange keeps whole. A base and no part of an exchange: there is one for every stream.
 */
import type http2 from "node:http2";
import { STREAM_WINDOW_BYTES } from "./session_options.ts";

/** Where it holds it. */
export interface StreamRoom {
  /** Whether there is room to hold so many bytes, until they are let go of. */
  hold(bytes: number): boolean;
  letGo(bytes: number): void;
  /** So much more content is kept, less where it is negative. */
  kept(bytes: number): void;
}

export abstract class StreamHold<Owner extends StreamRoom> {
  protected readonly owner: Owner;
  protected readonly stream: http2.ServerHttp2Stream;
  /** Content that the exchange keeps whole. */
  protected keptBytes = 0;
  /** What the stream itself holds, and whether it holds content besides that is not read. */
  private heldBytes = 0;
  private parked = false;

  constructor(owner: Owner, stream: http2.ServerHttp2Stream) {
    this.owner = owner;
    this.stream = stream;
  }

  /** There is no room for content that nobody reads. */
  protected abstract noRoomToPark(): void;

  /** Content that came and nobody took yet. */
  get unreadBytes(): number {
    return this.stream.readableLength;
  }

  /** Holds so many bytes until the stream is gone; false where there is no room. */
  protected holdStream(bytes: number): boolean {
    const held = this.owner.hold(bytes);
    if (held) this.heldBytes = bytes;
    return held;
  }

  /** Reads no more for now: what comes stays in the stream, up to its window. */
  protected park(): void {
    this.stream.pause();
    if (this.parked) return;
    this.parked = this.owner.hold(STREAM_WINDOW_BYTES);
    if (!this.parked) this.noRoomToPark();
  }

  protected readOn(): void {
    this.stream.resume();
    this.unpark();
  }

  /** Content is kept whole, until the exchange is over. */
  protected keep(bytes: number): void {
    this.keptBytes += bytes;
    this.owner.kept(bytes);
  }

  /** The exchange is over. */
  protected keepNothing(): void {
    if (this.keptBytes > 0) this.owner.kept(-this.keptBytes);
    this.keptBytes = 0;
  }

  /** The stream is gone. */
  protected letGo(): void {
    this.keepNothing();
    this.unpark();
    this.owner.letGo(this.heldBytes);
  }

  private unpark(): void {
    if (!this.parked) return;
    this.parked = false;
    this.owner.letGo(STREAM_WINDOW_BYTES);
  }
}
