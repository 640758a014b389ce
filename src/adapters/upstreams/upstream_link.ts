/** What a request is sent on, in whatever protocol the upstream speaks: a connection of HTTP/1.1, or a stream of HTTP/2. One request at a time. */
import type { UpstreamTarget } from "../../engine/upstream.ts";
import type { ResponseExpectation } from "../../message/http1/response_parser.ts";
import type { RequestHead } from "../../message/http1/serialise.ts";
import type { AnswerHandler } from "./answer_handler.ts";

export interface UpstreamLink {
  readonly target: UpstreamTarget;
  /** Whether a byte of the answer to the request that was sent last has come. */
  readonly answerStarted: boolean;
  /** Whether a request on it follows another, so that the upstream may have closed it meanwhile. */
  readonly reused: boolean;
  /** Address at the other end, undefined while that is not known. */
  readonly remoteAddress: string | undefined;
  /** Sends a head and, where there is one, the whole body; `whole`: nothing more of the request follows. The answer is told to `handler`. Throws for a head that can't be written. */
  begin(due: ResponseExpectation, head: RequestHead, body: Uint8Array | null, whole: boolean, handler: AnswerHandler): void;
  /** Sends a part of a body that streams, framed as its head said. False when the upstream reads slower than we write: wait for `onDrain`. */
  writePart(view: Uint8Array): boolean;
  /** The body that streams is complete. */
  finish(): void;
  /** Passes bytes on through a tunnel. False when the upstream reads slower. */
  write(bytes: Uint8Array): boolean;
  /** Nothing more is passed on: the upstream may end its side too, for a moment. */
  endTunnel(): void;
  /** The answer under way is an event stream, which may last longer than others. */
  extendAnswer(): void;
  /** The request that is sent next, or is under way, is the last on this link. */
  closeAfter(): void;
  /** Stops and goes on reading the answer. */
  pause(): void;
  resume(): void;
  /** Lets go of the answer, whatever state it is in. */
  abandon(): void;
  destroy(): void;
}
