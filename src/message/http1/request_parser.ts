/**
 * Requests out of bytes, strictly, without I/O (RFC 9112). Pull API: `feed` what was received, then call `next` until it gives null. Who does not call `next` is not
 * sent more, which is the back-pressure. Pipelined requests follow each other: after `end` the next call reads the following head.
 */
import { type Latin1, latin1Text } from "../latin1.ts";
import type { RequestHead } from "../request_head.ts";
import { BodyReader, type DataEvent, type EndEvent } from "./body_reader.ts";
import { ByteQueue } from "./byte_queue.ts";
import { NEED_MORE, REFUSED } from "./field_scanner.ts";
import type { Http1Limits } from "./http1_limits.ts";
import { type RefusalCode, type RefuseEvent, refuseRequest } from "./refusal.ts";
import { type RequestFraming, readRequestFraming } from "./request_framing.ts";
import { RequestLineScanner } from "./request_line.ts";
import { SectionReader } from "./section_reader.ts";

/** A whole head. */
export interface RequestHeadEvent extends RequestHead {
  readonly kind: "head";
}

export type RequestEvent = RequestHeadEvent | DataEvent | EndEvent | RefuseEvent;

/** What a field section meant, and in which version. */
interface SeenSection {
  readonly minor: 0 | 1;
  readonly framing: RequestFraming;
}

const LINE = 0;
const FIELDS = 1;
const BODY = 2;
const CLOSED = 3;

export class RequestParser {
  private readonly limits: Http1Limits;
  private readonly latin1: Latin1;
  private readonly queue = new ByteQueue();
  private readonly line: RequestLineScanner;
  private readonly section: SectionReader<SeenSection>;
  private readonly body: BodyReader;
  private state = LINE;
  private keepAlive = true;

  /** `latin1`: the runtime's native conversion, if there is one; it must agree with `latin1Text`. */
  constructor(limits: Http1Limits, latin1: Latin1 = latin1Text) {
    this.limits = limits;
    this.latin1 = latin1;
    this.line = new RequestLineScanner(limits);
    this.section = new SectionReader(limits, latin1);
    this.body = new BodyReader(limits, latin1);
  }

  /**
   * Adds received bytes. The chunk must stay as it is until `next` gave null or `feed` is called again; after that it may be reused, and every `data` view into it is
   * void. May be called at any time, but what is fed without calling `next` is held in memory.
   */
  feed(chunk: Uint8Array): void {
    if (this.state !== CLOSED) this.queue.push(chunk);
  }

  /** The next event, or null where more bytes are needed. After `refuse`, and after `end` of the last message of a connection, always null. */
  next(): RequestEvent | null {
    switch (this.state) {
      case LINE:
      case FIELDS:
        return this.nextHead();
      case BODY:
        return this.nextBody();
      default:
        return null;
    }
  }

  /** The client closed its side, and `next` gave null: a refusal where that cuts a message short, else null. */
  finish(): RequestEvent | null {
    if (this.state === CLOSED || (this.state === LINE && this.line.untouched && this.queue.length === 0)) return null;
    return this.refuse("message_incomplete", "connection");
  }

  /** Whether a request is under way: some of its bytes were taken and its end was not given. */
  get midMessage(): boolean {
    return this.state === FIELDS || this.state === BODY || (this.state === LINE && this.queue.length > 0);
  }

  /** Whether nothing more will be produced: after a refusal or the last message of the connection. */
  get closed(): boolean {
    return this.state === CLOSED;
  }

  /** Ends HTTP on this connection (Upgrade): a copy of the bytes that came after what was read. */
  takeRest(): Uint8Array {
    const rest = this.queue.take();
    this.close();
    return rest;
  }

  private nextHead(): RequestEvent | null {
    const { queue, line, section } = this;
    if (this.state === LINE) {
      const lineEnd = line.scan(queue.bytes, queue.start, queue.end);
      if (lineEnd === REFUSED) return this.refuse(line.code, "line:1");
      if (lineEnd === NEED_MORE) return this.wait();
      this.state = FIELDS;
      section.begin(lineEnd);
      const seen = section.recall(queue);
      if (seen !== null && seen.minor === line.minor) return this.head(section.recalledEnd, seen.framing);
    }
    const size = section.scan(queue);
    if (size === REFUSED) return this.refuse(section.code, section.place);
    if (size === NEED_MORE) return this.wait();
    const fields = section.fieldsOf(queue, size);
    const { minor } = line;
    const framing = readRequestFraming(fields, minor, this.limits);
    if (framing.kind === "fault") return this.refuse(framing.code, framing.place);
    section.remember(fields, { minor, framing });
    return this.head(size, framing);
  }

  private head(size: number, framing: RequestFraming): RequestEvent {
    const { queue } = this;
    const { methodEnd, targetEnd, minor } = this.line;
    const line = this.latin1(queue.bytes, queue.start, queue.start + targetEnd);
    queue.start += size;
    this.keepAlive = framing.keepAlive;
    this.body.begin(framing.body);
    this.state = BODY;
    return {
      kind: "head",
      method: line.slice(0, methodEnd),
      target: line.slice(methodEnd + 1),
      minor,
      fields: framing.fields,
      framing: framing.body,
      keepAlive: framing.keepAlive,
      expectContinue: framing.expectContinue,
      upgrade: framing.upgrade,
      bytes: size,
    };
  }

  private nextBody(): RequestEvent | null {
    const event = this.body.next(this.queue);
    if (event === null) return this.wait();
    if (event.kind === "fault") return this.refuse(event.code, event.place);
    if (event.kind === "end") {
      // RFC 9112 section 9.6: what follows a message with `close` is not read.
      if (this.keepAlive) {
        this.line.begin();
        this.state = LINE;
      } else this.close();
    }
    return event;
  }

  private wait(): null {
    this.queue.keep();
    return null;
  }

  private refuse(code: RefusalCode, place: string): RefuseEvent {
    this.close();
    return refuseRequest(code, place);
  }

  private close(): void {
    this.state = CLOSED;
    this.queue.clear();
  }
}
