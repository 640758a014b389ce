/**
 * From a stream to its exchange, until the stream is gone. Why not the exchange itself: the library's own part of a stream outlives several collections of young
 * objects, and all that can be reached from it would become old with it.
 */
import type http2 from "node:http2";

/** What is told of a stream. */
export interface StreamEvents {
  /** It is gone, however it ended. */
  closed(): void;
  /** The client has read what was written. */
  resumeAnswer(): void;
  received(chunk: Buffer): void;
  /** The content has ended, or the client resets the stream or goes away. */
  ended(): void;
  /** Names and values in turn. */
  trailers(raw: readonly string[]): void;
}

export interface StreamLink {
  exchange: StreamEvents | null;
}

/** Tells the exchange of the link what happens to the stream. Content is not read before somebody resumes it. */
export function linkStream(stream: http2.ServerHttp2Stream, link: StreamLink, endsStream: boolean): void {
  stream.on("close", () => link.exchange?.closed());
  stream.on("drain", () => link.exchange?.resumeAnswer());
  // Why nothing where there is no content: reading its end would have the library destroy the stream before its last write is over, and make an error for that.
  if (endsStream) return;
  stream.on("data", (chunk: Buffer) => link.exchange?.received(chunk));
  stream.on("end", () => link.exchange?.ended());
  // Before the content has been passed on whole, so that what is refused for them reaches nobody as a whole request.
  stream.on("trailers", (_fields, _flags, raw) => link.exchange?.trailers(raw));
  stream.pause();
}
