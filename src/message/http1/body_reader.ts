/** The content of one message taken out of its framing (RFC 9112 sections 6.2, 6.3 and 7.1), shared by requests and responses. */
import type { BodyFraming } from "../../kernel/exchange.ts";
import { type Fields, NO_FIELDS } from "../headers.ts";
import type { Latin1 } from "../latin1.ts";
import { type Fault, fault } from "./body_length.ts";
import type { ByteQueue } from "./byte_queue.ts";
import { ChunkLineScanner } from "./chunk_line.ts";
import { FieldScanner, NEED_MORE, REFUSED } from "./field_scanner.ts";
import type { Http1Limits } from "./http1_limits.ts";
import { forbiddenTrailerIndex } from "./trailers.ts";

/** Content as it came: a view that the next `feed` or the owner of the chunk may overwrite. */
export interface DataEvent {
  readonly kind: "data";
  readonly bytes: Uint8Array;
}

/** The message is complete. */
export interface EndEvent {
  readonly kind: "end";
  readonly trailers: Fields;
  /** Content bytes of the message, without framing. */
  readonly bytes: number;
}

export type BodyEvent = DataEvent | EndEvent | Fault;

const EMPTY_END: EndEvent = Object.freeze({ kind: "end", trailers: NO_FIELDS, bytes: 0 });

/** What a chunk should hold on the whole. */
const FAIR_CHUNK_BYTES = 16;
/** Chunks below this that came together are given as one piece, of at most so many bytes: what a client cuts small must not cost an event for each. */
const SMALL_CHUNK_BYTES = 64;
const GATHERED_BYTES = 4_096;

const NOTHING = 0;
const COUNTED = 1;
const UNTIL_CLOSE = 2;
const CHUNK_LINE = 3;
const CHUNK_DATA = 4;
const CHUNK_CR = 5;
const CHUNK_LF = 6;
const TRAILERS = 7;

export class BodyReader {
  private readonly limits: Http1Limits;
  private readonly latin1: Latin1;
  private readonly line: ChunkLineScanner;
  private readonly trailers: FieldScanner;
  private state = NOTHING;
  /** Content bytes that the current length or chunk still owes. */
  private owed = 0;
  private total = 0;
  private chunks = 0;
  /** Data of small chunks, copied, and how much of it there is. */
  private gathered: Uint8Array | null = null;
  private gatheredBytes = 0;
  /** What comes after the data that was gathered. */
  private following: BodyEvent | null = null;

  constructor(limits: Http1Limits, latin1: Latin1) {
    this.limits = limits;
    this.latin1 = latin1;
    this.line = new ChunkLineScanner(limits.chunkLineBytes);
    this.trailers = new FieldScanner({
      sectionBytes: limits.trailerBytes,
      fieldBytes: limits.fieldBytes,
      fieldCount: limits.trailerCount,
      overSection: "trailer_too_large",
    });
  }

  /** Starts the content of a message; `close`: it ends with the connection. */
  begin(framing: BodyFraming | { readonly kind: "close" }): void {
    this.total = 0;
    this.chunks = 0;
    this.owed = 0;
    this.gathered = null;
    this.gatheredBytes = 0;
    this.following = null;
    switch (framing.kind) {
      case "none":
        this.state = NOTHING;
        return;
      case "length":
        this.owed = framing.bytes;
        this.state = COUNTED;
        return;
      case "chunked":
        this.state = CHUNK_LINE;
        this.line.begin();
        return;
      case "close":
        this.state = UNTIL_CLOSE;
        return;
    }
  }

  /** Takes what is there: null where more bytes are needed, `end` once. */
  next(queue: ByteQueue): BodyEvent | null {
    const { following } = this;
    if (following !== null) {
      this.following = null;
      return following;
    }
    const event = this.take(queue);
    if (this.gathered === null) return event;
    this.following = event;
    const bytes = this.gathered.subarray(0, this.gatheredBytes);
    this.gathered = null;
    this.gatheredBytes = 0;
    return { kind: "data", bytes };
  }

  private take(queue: ByteQueue): BodyEvent | null {
    for (;;) {
      switch (this.state) {
        case NOTHING:
          return EMPTY_END;
        case COUNTED:
          if (this.owed === 0) return this.end(NO_FIELDS);
          return queue.length === 0 ? null : this.data(queue);
        case UNTIL_CLOSE:
          this.owed = this.limits.bodyBytes - this.total;
          if (queue.length === 0) return null;
          return this.owed === 0 ? fault("body_too_large", "body") : this.data(queue);
        case CHUNK_LINE: {
          const outcome = this.line.scan(queue);
          if (outcome === NEED_MORE) return null;
          if (outcome === REFUSED) return fault(this.line.code, "chunk");
          if (this.total + this.line.size > this.limits.bodyBytes) return fault("body_too_large", "chunk");
          this.owed = this.line.size;
          this.chunks += 1;
          if (this.chunks - this.total / FAIR_CHUNK_BYTES > this.limits.smallChunks) return fault("chunks_too_small", "chunk");
          this.state = this.owed === 0 ? TRAILERS : CHUNK_DATA;
          this.trailers.begin(0);
          continue;
        }
        case CHUNK_DATA:
          if (queue.length === 0) return null;
          if (this.owed > SMALL_CHUNK_BYTES || queue.length <= this.owed || !this.gather(queue)) return this.data(queue);
          continue;
        case CHUNK_CR:
          if (queue.length === 0) return null;
          if (queue.bytes[queue.start] !== 0x0d) return fault("chunk_end_missing", "chunk");
          queue.start += 1;
          this.state = CHUNK_LF;
          continue;
        case CHUNK_LF:
          if (queue.length === 0) return null;
          if (queue.bytes[queue.start] !== 0x0a) return fault("bare_cr", "chunk");
          queue.start += 1;
          this.state = CHUNK_LINE;
          this.line.begin();
          continue;
        default:
          return this.nextTrailers(queue);
      }
    }
  }

  /** The connection was closed: true where that ends the content. */
  get endsWithConnection(): boolean {
    return this.state === UNTIL_CLOSE;
  }

  /** Ends content that ends with the connection. */
  endOfConnection(): EndEvent {
    return this.end(NO_FIELDS);
  }

  private data(queue: ByteQueue): DataEvent {
    const size = Math.min(this.owed, queue.length);
    const bytes = queue.bytes.subarray(queue.start, queue.start + size);
    queue.start += size;
    this.owed -= size;
    this.total += size;
    if (this.owed === 0 && this.state === CHUNK_DATA) this.state = CHUNK_CR;
    return { kind: "data", bytes };
  }

  /** Copies the data of a chunk, all of which is there, behind that of those before. False where it has no room. */
  private gather(queue: ByteQueue): boolean {
    const { owed } = this;
    this.gathered ??= new Uint8Array(Math.min(GATHERED_BYTES, queue.length));
    if (this.gatheredBytes + owed > this.gathered.length) return false;
    for (let at = 0; at < owed; at += 1) this.gathered[this.gatheredBytes + at] = queue.bytes[queue.start + at] ?? 0;
    this.gatheredBytes += owed;
    queue.start += owed;
    this.total += owed;
    this.owed = 0;
    this.state = CHUNK_CR;
    return true;
  }

  private nextTrailers(queue: ByteQueue): BodyEvent | null {
    const size = this.trailers.scan(queue.bytes, queue.start, queue.end);
    if (size === NEED_MORE) return null;
    if (size === REFUSED) return fault(this.trailers.code, `trailer:${this.trailers.count + 1}`);
    if (this.trailers.count === 0) {
      queue.start += size;
      return this.end(NO_FIELDS);
    }
    const fields = this.trailers.toFields(this.latin1(queue.bytes, queue.start, queue.start + size), 0);
    const forbidden = forbiddenTrailerIndex(fields);
    if (forbidden >= 0) return fault("trailer_forbidden", `trailer:${forbidden + 1}`);
    queue.start += size;
    return this.end(fields);
  }

  private end(trailers: Fields): EndEvent {
    this.state = NOTHING;
    return this.total === 0 && trailers.length === 0 ? EMPTY_END : { kind: "end", trailers, bytes: this.total };
  }
}
