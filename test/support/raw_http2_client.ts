/** A client of HTTP/2 that sends exactly the frames a test says, cut where it says, and keeps what comes back, by stream. */
import type net from "node:net";
import { type FieldPair, HpackReader } from "./hpack.ts";
import { ERROR_NAMES, FLAG, FRAME, type Frame, PREFACE, readFrames, settings } from "./http2_frames.ts";

/** What came on one stream. */
export interface SeenStream {
  /** Field sections in order: informational ones, the answer's head, trailers. */
  readonly sections: (readonly FieldPair[])[];
  /** Content, latin1. */
  body: string;
  ended: boolean;
  /** Name of the error it was reset with, null while it isn't. */
  reset: string | null;
}

/** Longest wait for what a right server sends at once. */
const PATIENCE_MS = 8_000;

export class RawHttp2Client {
  readonly socket: net.Socket;
  readonly frames: Frame[] = [];
  /** Error and last stream of each GOAWAY. */
  readonly goaways: { readonly error: string; readonly lastStream: number }[] = [];
  readonly streams: Map<number, SeenStream> = new Map();
  ended = false;
  /** Answers to PING and to SETTINGS. */
  pongs = 0;
  acks = 0;
  private readonly hpack = new HpackReader();
  private readonly waiting = new Set<() => void>();
  private rest: Buffer = Buffer.alloc(0);
  private block: Buffer = Buffer.alloc(0);

  /** Does not close the socket: whoever opened it does. */
  constructor(socket: net.Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.received(chunk));
    socket.on("error", () => this.finish());
    socket.on("end", () => this.finish());
    socket.on("close", () => this.finish());
  }

  send(...frames: readonly Uint8Array[]): this {
    if (!this.socket.destroyed) this.socket.write(Buffer.concat(frames));
    return this;
  }

  /** The preface and these settings, and the acknowledgement of the server's. */
  open(pairs: readonly (readonly [id: number, value: number])[] = []): this {
    return this.send(PREFACE, settings(pairs), settings([], FLAG.ack));
  }

  stream(id: number): SeenStream {
    const known = this.streams.get(id);
    if (known !== undefined) return known;
    const fresh: SeenStream = { sections: [], body: "", ended: false, reset: null };
    this.streams.set(id, fresh);
    return fresh;
  }

  /** Status of the final answer on a stream, 0 while none came. */
  status(id: number): number {
    for (const section of this.stream(id).sections) {
      const status = Number(section.find(([name]) => name === ":status")?.[1] ?? 0);
      if (status >= 200) return status;
    }
    return 0;
  }

  /** Resolves once that holds; rejects when the connection ended, or too long passed, without it. */
  async until(holds: () => boolean, what: string): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const settle = (failure: string | null): void => {
        clearTimeout(timer);
        this.waiting.delete(look);
        if (failure === null) resolve();
        else
          reject(new Error(`${failure} while waiting for ${what}; ${JSON.stringify([...this.streams])} ${JSON.stringify(this.goaways)}`));
      };
      const look = (): void => {
        if (holds()) settle(null);
        else if (this.ended) settle("the connection ended");
      };
      const timer = setTimeout(() => settle("time passed"), PATIENCE_MS);
      this.waiting.add(look);
    });
  }

  /** Waits for the end of a stream's answer, or its reset, or the end of the connection. */
  async outcome(id: number): Promise<SeenStream> {
    const stream = this.stream(id);
    await this.until(() => stream.ended || stream.reset !== null || this.ended, `the outcome of stream ${id}`);
    return stream;
  }

  private received(chunk: Buffer): void {
    const { frames, rest } = readFrames(Buffer.concat([this.rest, chunk]));
    this.rest = rest;
    for (const each of frames) this.take(each);
    this.wake();
  }

  private take(each: Frame): void {
    const { type, flags, stream, payload } = each;
    this.frames.push(each);
    if (type === FRAME.data) this.stream(stream).body += payload.toString("latin1");
    else if (type === FRAME.headers || type === FRAME.continuation) {
      this.block = Buffer.concat([this.block, payload]);
      if ((flags & FLAG.endHeaders) !== 0) {
        this.stream(stream).sections.push(this.hpack.read(this.block));
        this.block = Buffer.alloc(0);
      }
    } else if (type === FRAME.reset) this.stream(stream).reset = errorAt(payload, 0);
    else if (type === FRAME.goaway) this.goaways.push({ error: errorAt(payload, 4), lastStream: payload.readUInt32BE(0) });
    else if (type === FRAME.ping && flags === FLAG.ack) this.pongs++;
    else if (type === FRAME.settings && flags === FLAG.ack) this.acks++;
    if ((type === FRAME.data || type === FRAME.headers) && (flags & FLAG.endStream) !== 0) this.stream(stream).ended = true;
  }

  private finish(): void {
    this.ended = true;
    this.wake();
  }

  private wake(): void {
    for (const look of this.waiting) look();
  }
}

function errorAt(payload: Buffer, at: number): string {
  const number = payload.readUInt32BE(at);
  return ERROR_NAMES[number] ?? String(number);
}
