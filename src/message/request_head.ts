/** A request's head as every protocol gives it: what the exchange is made from (RFC 9110 section 6.2). */
import type { BodyFraming } from "../kernel/exchange.ts";
import type { Fields } from "./headers.ts";

/** A whole head, read strictly. */
export interface RequestHead {
  /** A token, as sent: methods are case-sensitive. */
  readonly method: string;
  /** As sent: visible ASCII without what must be percent-encoded. Its form (origin, absolute, authority, asterisk) is not judged here. */
  readonly target: string;
  /** Of HTTP/1, which decides how the answer may be framed; 1 where the protocol frames answers itself. */
  readonly minor: 0 | 1;
  /** Exactly one Host; fields that Connection nominated are gone. */
  readonly fields: Fields;
  readonly framing: BodyFraming;
  /** Whether the client would go on with this connection; always false for HTTP/1.0. Where false nothing after this message is read. */
  readonly keepAlive: boolean;
  /** Whether the client waits for 100 before it sends content, of which there is some. */
  readonly expectContinue: boolean;
  /** Value of Upgrade where Connection lists it, else null. */
  readonly upgrade: string | null;
  /** Bytes of the head on the wire, or that it would take there in HTTP/1.1. */
  readonly bytes: number;
}
