/** One end of what the primary and a worker say to each other: messages out, checked messages in, and the end of the other side. */
import type net from "node:net";
import type { z } from "zod";
import { encodeFrame, FrameReader } from "./frames.ts";

export interface ChannelEvents<In> {
  /** `body` is overwritten by nobody. */
  readonly onMessage: (message: In, body: Uint8Array) => void;
  /** The other side is gone, or said something that can't be: `fault`. Called once. */
  readonly onEnd: (fault: string | null) => void;
}

/** Bytes that wait for the other side; who takes none of so many is gone. */
const MAX_QUEUED_BYTES = 67_108_864;
const NO_BODY = new Uint8Array(0);

export class Channel<In, Out> {
  private readonly socket: net.Socket;
  private readonly decoder: z.ZodType<In>;
  private readonly events: ChannelEvents<In>;
  private readonly reader = new FrameReader();
  private ended = false;
  private corked = false;

  constructor(socket: net.Socket, decoder: z.ZodType<In>, events: ChannelEvents<In>) {
    this.socket = socket;
    this.decoder = decoder;
    this.events = events;
    socket.on("data", (chunk: Buffer) => this.take(chunk));
    socket.on("error", () => {});
    socket.on("close", () => this.end(null));
    socket.on("end", () => socket.destroy());
  }

  /** Bytes that the other side has not taken yet. */
  get queuedBytes(): number {
    return this.socket.writableLength;
  }

  /** Nothing once the other side is gone. `body` is copied. */
  send(message: Out, body: Uint8Array = NO_BODY): void {
    if (this.ended || this.socket.destroyed || this.socket.writableEnded) return;
    if (!this.corked) {
      this.corked = true;
      this.socket.cork();
      process.nextTick(() => {
        this.corked = false;
        this.socket.uncork();
      });
    }
    if (this.socket.writableLength > MAX_QUEUED_BYTES) {
      this.end("it takes nothing any more");
      return;
    }
    this.socket.write(encodeFrame(JSON.stringify(message), body));
  }

  /** Resolves once the other side has all that was sent, or is gone. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.socket.destroyed) {
        resolve();
        return;
      }
      this.socket.once("close", () => resolve());
      this.socket.end(() => this.socket.destroy());
    });
  }

  destroy(): void {
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    try {
      for (const { head, body } of this.reader.push(chunk)) {
        if (this.ended) return;
        const decoded = this.decoder.safeParse(JSON.parse(head));
        if (!decoded.success) {
          this.end(
            `it sent a message that can't be: ${decoded.error.issues[0]?.path.join("/") ?? ""} ${decoded.error.issues[0]?.message ?? ""}`,
          );
          return;
        }
        this.events.onMessage(decoded.data, body);
      }
    } catch (error) {
      this.end(error instanceof Error ? error.message : String(error));
    }
  }

  private end(fault: string | null): void {
    if (this.ended) return;
    this.ended = true;
    this.socket.destroy();
    this.events.onEnd(fault);
  }
}
