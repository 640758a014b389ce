/**
 * How the processes of a gateway write to each other over a pair of sockets: two lengths of four bytes, a head of JSON, a body of bytes. Both are bounded before
 * anything of them is kept, which the runtime's own channel between processes does not do.
 */

/** Of a head, the metrics of a worker being the longest; and of a body, a batch of records. */
export const MAX_HEAD_BYTES = 8_388_608;
export const MAX_BODY_BYTES = 8_388_608;
const PREFIX_BYTES = 8;
const NO_BODY = new Uint8Array(0);

export interface Frame {
  /** JSON. */
  readonly head: string;
  /** Of the reader's own. */
  readonly body: Uint8Array;
}

/** Throws a RangeError for what the other side would not take. */
export function encodeFrame(head: string, body: Uint8Array = NO_BODY): Buffer {
  const headBytes = Buffer.byteLength(head);
  if (headBytes > MAX_HEAD_BYTES || body.length > MAX_BODY_BYTES) throw new RangeError("a message between processes is too long");
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + headBytes + body.length);
  frame.writeUInt32BE(headBytes, 0);
  frame.writeUInt32BE(body.length, 4);
  frame.write(head, PREFIX_BYTES, "utf8");
  frame.set(body, PREFIX_BYTES + headBytes);
  return frame;
}

export class FrameReader {
  private chunks: Buffer[] = [];
  private size = 0;
  /** Bytes to wait for before there is anything to do. */
  private wanted = PREFIX_BYTES;

  /** The frames that are whole with this chunk. Throws a RangeError for one that is too long; nothing can be read after it. */
  *push(chunk: Buffer): Generator<Frame, undefined> {
    this.chunks.push(chunk);
    this.size += chunk.length;
    while (this.size >= this.wanted) {
      const [first = chunk] = this.chunks;
      const bytes = first.length >= this.wanted ? first : Buffer.concat(this.chunks);
      if (bytes !== first) this.chunks = [bytes];
      const headEnd = PREFIX_BYTES + bytes.readUInt32BE(0);
      const end = headEnd + bytes.readUInt32BE(4);
      if (headEnd - PREFIX_BYTES > MAX_HEAD_BYTES || end - headEnd > MAX_BODY_BYTES)
        throw new RangeError("a message between processes is too long");
      if (bytes.length < end) {
        this.wanted = end;
        if (this.size < end) return undefined;
        continue;
      }
      this.chunks[0] = bytes.subarray(end);
      this.size -= end;
      this.wanted = PREFIX_BYTES;
      yield { head: bytes.toString("utf8", PREFIX_BYTES, headEnd), body: bytes.subarray(headEnd, end) };
    }
    return undefined;
  }
}
