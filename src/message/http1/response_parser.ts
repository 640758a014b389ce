/**
 * Responses of an upstream out of bytes, as strictly as requests (RFC 9112): what is ambiguous here would be read differently by the client. One response is due at
 * a time: `expect` before each, then `feed` and `next` as with requests.
 */
import type { BodyFraming } from "../../kernel/exchange.ts";
import type { Fields } from "../headers.ts";
import { type Latin1, latin1Text } from "../latin1.ts";
import { BodyReader, type DataEvent, type EndEvent } from "./body_reader.ts";
import { ByteQueue } from "./byte_queue.ts";
import { NEED_MORE, REFUSED } from "./field_scanner.ts";
import type { Http1Limits } from "./http1_limits.ts";
import { type RefusalCode, type RefuseEvent, refuseResponse } from "./refusal.ts";
import { type ResponseBodyFraming, type ResponseFraming, readResponseFraming } from "./response_framing.ts";
import { SectionReader } from "./section_reader.ts";
import { StatusLineScanner } from "./status_line.ts";

/** The head of the final response. */
export interface ResponseHeadEvent {
  readonly kind: "head";
  /** 200 to 599. */
  readonly status: number;
  readonly minor: 0 | 1;
  /** Fields that Connection nominated are gone. */
  readonly fields: Fields;
  readonly framing: ResponseBodyFraming;
  /** What the head declares whether or not content follows: for HEAD and 304 the framing of the answer to a GET. */
  readonly declared: BodyFraming;
  /** Whether the connection may be used again once `end` came and nothing after it. */
  readonly keepAlive: boolean;
  /** Bytes of the head on the wire. */
  readonly bytes: number;
}

/** A 1xx response before the final one; never 101. */
export interface InformationalEvent {
  readonly kind: "informational";
  readonly status: number;
  readonly fields: Fields;
}

/** 101: HTTP is over on this connection; `takeRest` gives what came after. */
export interface SwitchEvent {
  readonly kind: "switch";
  /** Value of Upgrade, lower case. */
  readonly protocol: string;
  readonly fields: Fields;
}

export type ResponseEvent = InformationalEvent | SwitchEvent | ResponseHeadEvent | DataEvent | EndEvent | RefuseEvent;

/** What is due. `upgrade`: the protocol that was asked for, lower case, or null. */
export interface ResponseExpectation {
  readonly method: string;
  readonly upgrade: string | null;
}

/** What a field section meant, and as the answer to what. */
interface SeenSection {
  readonly minor: 0 | 1;
  readonly status: number;
  readonly method: string;
  readonly framing: ResponseFraming;
}

const IDLE = 0;
const LINE = 1;
const FIELDS = 2;
const BODY = 3;
const CLOSED = 4;

export class ResponseParser {
  private readonly limits: Http1Limits;
  private readonly acceptCloseDelimited: boolean;
  private readonly queue = new ByteQueue();
  private readonly line: StatusLineScanner;
  private readonly section: SectionReader<SeenSection>;
  private readonly body: BodyReader;
  private state = IDLE;
  private due: ResponseExpectation = { method: "GET", upgrade: null };
  private informational = 0;
  private keepAlive = true;

  /** `acceptCloseDelimited`: whether a response may end by closing the connection, where nobody can tell that it was cut short. */
  constructor(limits: Http1Limits, acceptCloseDelimited: boolean, latin1: Latin1 = latin1Text) {
    this.limits = limits;
    this.acceptCloseDelimited = acceptCloseDelimited;
    this.line = new StatusLineScanner(limits);
    this.section = new SectionReader(limits, latin1);
    this.body = new BodyReader(limits, latin1);
  }

  /** Says that a request was sent. Throws where a response is still due or the parser is closed, and for CONNECT, which is never sent. */
  expect(due: ResponseExpectation): void {
    if (this.state !== IDLE) throw new TypeError("a response is still due on this connection, or it is closed");
    if (due.method === "CONNECT") throw new TypeError("a tunnel is never asked for");
    this.due = due;
    this.informational = 0;
    this.line.begin();
    this.state = LINE;
  }

  /** As `RequestParser.feed`. */
  feed(chunk: Uint8Array): void {
    if (this.state !== CLOSED) this.queue.push(chunk);
  }

  /**
   * The next event, or null where more bytes are needed. Bytes while no response is due are refused (response queue poisoning), so call it until null before the
   * connection goes back to its pool. After `refuse`, `switch` and the `end` of a response without `keepAlive` always null.
   */
  next(): ResponseEvent | null {
    switch (this.state) {
      case IDLE:
        return this.queue.length === 0 ? this.wait() : this.refuse("response_unasked", "connection");
      case LINE:
      case FIELDS:
        return this.nextHead();
      case BODY:
        return this.nextBody();
      default:
        return null;
    }
  }

  /** The upstream closed its side, and `next` gave null: `end` where that ends the content, a refusal where it cuts a response short, else null. */
  finish(): ResponseEvent | null {
    if (this.state === IDLE || this.state === CLOSED) return null;
    if (this.state === BODY && this.body.endsWithConnection) {
      const event = this.body.endOfConnection();
      this.close();
      return event;
    }
    return this.refuse("message_incomplete", "connection");
  }

  /** Whether nothing is due and nothing is unread: the connection may carry another request. */
  get idle(): boolean {
    return this.state === IDLE && this.queue.length === 0;
  }

  /** Whether nothing more will be produced: after a refusal, a switch of protocols, or the last response of the connection. */
  get closed(): boolean {
    return this.state === CLOSED;
  }

  /** Ends HTTP on this connection (after `switch`): a copy of the bytes that came after what was read. */
  takeRest(): Uint8Array {
    const rest = this.queue.take();
    this.close();
    return rest;
  }

  private nextHead(): ResponseEvent | null {
    const { queue, line, section } = this;
    const { method } = this.due;
    if (this.state === LINE) {
      const lineEnd = line.scan(queue.bytes, queue.start, queue.end);
      if (lineEnd === REFUSED) return this.refuse(line.code, "line:1");
      if (lineEnd === NEED_MORE) return this.wait();
      this.state = FIELDS;
      section.begin(lineEnd);
      const seen = section.recall(queue);
      if (seen !== null && seen.status === line.status && seen.minor === line.minor && seen.method === method)
        return this.head(section.recalledEnd, seen.framing);
    }
    const size = section.scan(queue);
    if (size === REFUSED) return this.refuse(section.code, section.place);
    if (size === NEED_MORE) return this.wait();
    const fields = section.fieldsOf(queue, size);
    const { status, minor } = line;
    const framing = readResponseFraming(fields, status, minor, method, this.limits);
    if (framing.kind === "fault") return this.refuse(framing.code, framing.place);
    section.remember(fields, { minor, status, method, framing });
    return this.head(size, framing);
  }

  private head(size: number, framing: ResponseFraming): ResponseEvent {
    const { queue, line } = this;
    queue.start += size;
    if (line.status < 200) return this.interim(line.status, framing);
    if (framing.body.kind === "close" && !this.acceptCloseDelimited) return this.refuse("close_delimited", "body");
    this.keepAlive = framing.keepAlive;
    this.body.begin(framing.body);
    this.state = BODY;
    return {
      kind: "head",
      status: line.status,
      minor: line.minor,
      fields: framing.fields,
      framing: framing.body,
      declared: framing.declared,
      keepAlive: framing.keepAlive,
      bytes: size,
    };
  }

  private interim(status: number, framing: ResponseFraming): ResponseEvent {
    if (status === 101) {
      const protocol = framing.upgrade?.toLowerCase() ?? null;
      if (protocol === null || protocol !== this.due.upgrade) return this.refuse("upgrade_unasked", "header:upgrade");
      // The queue keeps what came after, for `takeRest`; `next` reads none of it.
      this.state = CLOSED;
      return { kind: "switch", protocol, fields: framing.fields };
    }
    this.informational += 1;
    if (this.informational > this.limits.informationalCount) return this.refuse("informational_too_many", "line:1");
    this.line.begin();
    this.state = LINE;
    return { kind: "informational", status, fields: framing.fields };
  }

  private nextBody(): ResponseEvent | null {
    const event = this.body.next(this.queue);
    if (event === null) return this.wait();
    if (event.kind === "fault") return this.refuse(event.code, event.place);
    if (event.kind === "end") {
      if (this.keepAlive) this.state = IDLE;
      else this.close();
    }
    return event;
  }

  private wait(): null {
    this.queue.keep();
    return null;
  }

  private refuse(code: RefusalCode, place: string): RefuseEvent {
    this.close();
    return refuseResponse(code, place);
  }

  private close(): void {
    this.state = CLOSED;
    this.queue.clear();
  }
}
