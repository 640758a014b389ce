/** What an upstream's connection tells whoever waits for its answer. */
import type { Fields } from "../../message/headers.ts";
import type { InformationalEvent, ResponseHeadEvent, SwitchEvent } from "../../message/http1/response_parser.ts";

/** How asking an upstream can fail. `stale`: a kept connection was closed before one byte of the answer, so that the same request may be tried again. */
export type UpstreamFailure = "connect" | "timeout" | "reset" | "stale" | "ambiguous";

/** Whoever waits for the answer. Data is a view that is valid only during the call. */
export interface AnswerHandler {
  onInformational(head: InformationalEvent): void;
  onHead(head: ResponseHeadEvent): void;
  onData(bytes: Uint8Array): void;
  /** Fields behind the content, before its end. Only of HTTP/2; those of HTTP/1.1 are read and dropped. */
  onTrailers(fields: Fields): void;
  onEnd(): void;
  /** The upstream switched protocols: `rest` are the first bytes of the other protocol. */
  onUpgrade(head: SwitchEvent, rest: Uint8Array): void;
  /** After each read was handled: what was collected may be written. */
  onFlush(): void;
  /** The request's bytes can be written again. */
  onDrain(): void;
  onFailure(failure: UpstreamFailure, message: string): void;
  /** One of the calls above threw. */
  onBroken(error: unknown): void;
}
