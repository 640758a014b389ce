/** The way back to a client, in whatever protocol it speaks: what an exchange writes its answer with. */
import type { ChangedAnswer } from "../../engine/answer_fields.ts";
import type { LiveExchange } from "../../engine/exchange.ts";
import type { LocalResponse } from "../../kernel/verdict.ts";
import type { Fields } from "../../message/headers.ts";
import type { ResponseHead } from "../../message/http1/serialise.ts";

/** How the answer's body is framed towards the client. Where the protocol frames it itself, `chunked` and `close` say that its length isn't known. */
export type AnswerFraming = ResponseHead["framing"];

export interface ClientAnswer {
  /** Status sent, 0 while none is. */
  readonly status: number;
  /** Bytes sent, as far as the protocol shows them. */
  readonly bytes: number;
  /** Bytes of the content among them, before they are framed. */
  readonly contentBytes: number;
  /** Whether a final head has been taken, so that no other answer can follow. */
  readonly started: boolean;
  /** Whether so much is on its way that the client should read some of it before there is more. */
  readonly full: boolean;
  /** Bytes written that the client, or the system on its way, has not taken yet. */
  readonly unreadBytes: number;
  /** Starts the answer to a request. */
  begin(method: string, minor: 0 | 1): void;
  /** Tells a client that waits for it to send its content (RFC 9110 section 15.2.1). */
  continue(): void;
  /** A whole answer of the gateway's own. `keepAlive`: whether another request may follow on the connection. */
  local(response: LocalResponse, exchange: LiveExchange, keepAlive: boolean): void;
  /** Takes the head; it is written with the first bytes of the body, or by `flush`. Throws for what can't be written, before it counts as started. */
  head(
    status: number,
    base: Fields,
    changed: Pick<ChangedAnswer, "drop" | "lines">,
    set: ResponseHead["set"],
    framing: AnswerFraming,
    id: string,
  ): void;
  /** Takes bytes of the body; a view is copied, so it may be reused at once. False when the client reads slower than we write. */
  data(bytes: Uint8Array): boolean;
  /** Before the head: fields may follow the body, so that it must not end with its last byte. */
  expectTrailers(): void;
  /** Takes fields that follow the body, before `end`. Dropped where the protocol or the client has no place for them. */
  trailers(fields: Fields): void;
  /** The body is complete. */
  end(): void;
  /** Writes what was taken. False when the client reads slower than we write. */
  flush(): boolean;
}

/** The client's end of a connection that no longer speaks HTTP. */
export interface ClientTunnel {
  /** Whether the client had ended its side before the tunnel was opened: nobody is told of that again. */
  readonly hasEnded: boolean;
  /** Takes the bytes over. False when the client reads slower than we write. */
  write(bytes: Uint8Array): boolean;
  /** Stops and goes on reading what the client sends. */
  pause(): void;
  resume(): void;
  /** Nothing more will be written. */
  end(): void;
}
