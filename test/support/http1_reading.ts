/** What a server made of a client's bytes, in a form in which two servers can be compared. */
import { DEFAULT_REQUEST_LIMITS } from "../../src/message/http1/http1_limits.ts";
import { type RequestHeadEvent, RequestParser } from "../../src/message/http1/request_parser.ts";
import type { RefuseEvent } from "../../src/message/http1/refusal.ts";
import { latin1Text } from "../../src/message/latin1.ts";
import { bytesOf, pairsOf } from "./http1_events.ts";

/** One whole request. Names lower case, everything latin1. */
export interface ReadRequest {
  readonly method: string;
  readonly target: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  readonly trailers: readonly (readonly [name: string, value: string])[];
}

/** The whole requests of a connection, and how it ended. */
export interface OurReading {
  readonly requests: readonly ReadRequest[];
  readonly refusal: RefuseEvent | null;
  /** Whether reading stopped because a message was the connection's last. */
  readonly closed: boolean;
}

export function readByUs(text: string): OurReading {
  const parser = new RequestParser(DEFAULT_REQUEST_LIMITS);
  const requests: ReadRequest[] = [];
  let head: RequestHeadEvent | null = null;
  let body = "";
  parser.feed(bytesOf(text));
  for (let event = parser.next() ?? parser.finish(); event !== null; event = parser.next() ?? parser.finish()) {
    if (event.kind === "refuse") return { requests, refusal: event, closed: false };
    if (event.kind === "head") {
      head = event;
      body = "";
    } else if (event.kind === "data") body += latin1Text(event.bytes, 0, event.bytes.length);
    else if (head !== null) {
      const { method, target, fields } = head;
      requests.push({ method, target, fields: pairsOf(fields), body, trailers: pairsOf(event.trailers) });
    }
  }
  return { requests, refusal: null, closed: parser.closed };
}
