/** The content of requests on one connection to an upstream, as it is written behind their heads: of a known length as it comes, else in chunks (RFC 9112 section 7.1). */
import type net from "node:net";
import { CHUNK_END, chunkHead, lastChunk } from "../../message/http1/serialise.ts";
import { latin1 } from "./latin1.ts";
import { writeOnce } from "./write_once.ts";

/** Up to here content travels as latin1 text in one write with what precedes it. */
export const INLINE_BYTES = 16_384;

export class RequestContent {
  private readonly socket: net.Socket;
  private chunked = false;
  /** Small parts that came with one read and make one chunk: what a client cuts into bytes must not cost its API a chunk for each. */
  private gathered = "";

  constructor(socket: net.Socket) {
    this.socket = socket;
  }

  /** That of another request. */
  begin(chunked: boolean): void {
    this.chunked = chunked;
  }

  /** Takes the bytes over. False: enough waits to be written, go on after `drain`. */
  part(view: Uint8Array): boolean {
    const { socket } = this;
    if (!this.chunked) return writeOnce(socket, view);
    if (view.length <= INLINE_BYTES) {
      if (this.gathered === "") process.nextTick(this.flush);
      this.gathered += latin1(view, 0, view.length);
      if (this.gathered.length >= INLINE_BYTES) this.flush();
      return !socket.writableNeedDrain;
    }
    this.flush();
    socket.write(chunkHead(view.length), "latin1");
    writeOnce(socket, view);
    return socket.write(CHUNK_END, "latin1");
  }

  end(): void {
    this.flush();
    if (this.chunked) this.socket.write(lastChunk(), "latin1");
  }

  /** Nothing that is held is written any more. */
  drop(): void {
    this.gathered = "";
  }

  private readonly flush = (): void => {
    const { gathered } = this;
    if (gathered === "") return;
    this.gathered = "";
    this.socket.write(chunkHead(gathered.length) + gathered + CHUNK_END, "latin1");
  };
}
