/**
 * What an HTTP/2 client may make us hold and do (RFC 9113 section 10.5), in one table. The protocol library enforces these; what it has no bound for is counted in
 * `http2_connection.ts`.
 */
import type http2 from "node:http2";
import type { Http1Limits } from "../../message/http1/http1_limits.ts";

/** Streams of one connection at once (RFC 9113 section 6.5.2 recommends no fewer than 100). */
const MAX_STREAMS = 100;
/** Streams that a client may reset, or that end without an answer, at once and per second: past it the connection ends (CVE-2023-44487, CVE-2025-8671). */
export const RESET_BURST = 200;
export const RESETS_PER_SECOND = 20;
/** Content that the exchanges of one connection keep whole, for guards, before all but the first of those that want more have to wait. */
export const KEPT_BYTES = 8_388_608;
/** What a stream costs besides its head, for as long as it is there: the library's own, and the exchange. */
export const STREAM_BYTES = 4_096;
/** Streams refused for want of room before a connection takes no more: refusing costs memory too, until it is collected. */
export const MAX_CROWDED = 10;
/** Bytes that are neither of a request's head nor of its content: frames' own, SETTINGS, PING, PRIORITY, WINDOW_UPDATE, padding. */
export const CONTROL_BURST_BYTES = 1_048_576;
export const CONTROL_BYTES_PER_SECOND = 262_144;
/** A client that reads much has to send window updates: a byte of control for so many that it was sent. */
export const SENT_BYTES_PER_CONTROL_BYTE = 64;

/** Megabytes that the protocol library holds for one connection, content that waits for its window included. */
const SESSION_MEMORY_MB = 4;
/** Frames that break the rules, and streams refused for their head, before the connection ends. An empty DATA frame is one of the first (CVE-2019-9518). */
const MAX_INVALID_FRAMES = 32;
const MAX_REJECTED_STREAMS = 100;
/** Bytes of content that one stream may send before we take some of it: what a stream costs at most. */
export const STREAM_WINDOW_BYTES = 65_535;

export function sessionOptions(limits: Http1Limits): http2.ServerSessionOptions {
  return {
    // Why: else the library drops such a field silently; here it is refused.
    strictFieldWhitespaceValidation: false,
    maxSettings: 32,
    // Why twice: a browser sends each cookie as a field of its own, and they are one field afterwards.
    maxHeaderListPairs: limits.fieldCount * 2,
    maxSessionMemory: SESSION_MEMORY_MB,
    maxOutstandingPings: 10,
    maxSessionInvalidFrames: MAX_INVALID_FRAMES,
    maxSessionRejectedStreams: MAX_REJECTED_STREAMS,
    peerMaxConcurrentStreams: MAX_STREAMS,
    streamResetBurst: RESET_BURST,
    streamResetRate: RESETS_PER_SECOND,
    // An upstream's answer is passed on as it is; which fields may stand twice in it is not for the protocol library to say.
    strictSingleValueFields: false,
    settings: {
      enablePush: false,
      enableConnectProtocol: false,
      headerTableSize: 4_096,
      initialWindowSize: STREAM_WINDOW_BYTES,
      maxConcurrentStreams: MAX_STREAMS,
      maxFrameSize: 16_384,
      // Why more: RFC 9113 section 6.5.2 counts 32 bytes for each field besides its own.
      maxHeaderListSize: limits.headBytes + limits.fieldCount * 32,
    },
  };
}
