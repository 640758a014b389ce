/** Attempts by what says where a request ends: lengths, codings, content, trailers. */
import { data } from "../../support/http2_frames.ts";
import { chunked, content, type DowngradeCase, section, sent, SMUGGLED, trailers, withFields } from "./downgrade_case.ts";
import { GET } from "./http2_case.ts";

const RESET = "stream PROTOCOL_ERROR";
/** The library ends the connection where content goes on beyond its length. */
const ENDED = "connection INTERNAL_ERROR";
const BODY = "xyz";
const refused = (code: string, status: number = 400): string => `refused ${status} framing.${code}`;
const length = (attempt: string, value: string, outcome: string = RESET): DowngradeCase =>
  content(`Content-Length ${attempt}`, outcome, [["content-length", value]], BODY);
const sentChunked = (body: string, line: string = "POST /a", more: string = ""): string =>
  sent(line, `Transfer-Encoding: chunked\r\n${more}`, chunked(body));

export const FRAMING_CASES: readonly DowngradeCase[] = [
  length("longer than the content", "9"),
  length("shorter than the content", "1", ENDED),
  length("with a sign: `+3`", "+3"),
  length("as a list: `3, 3`", "3, 3"),
  length("in hexadecimal: `0x3`", "0x3"),
  length("with a leading zero: `003`", "003", refused("content_length_malformed")),
  length("with a blank before it", " 3"),
  length("with a blank behind it", "3 "),
  length("that is empty", ""),
  length("below zero", "-1"),
  length("of 20 digits", "99999999999999999999"),
  length("with CRLF", "3\r\n\r\n"),
  content(
    "Content-Length twice, the same",
    RESET,
    [
      ["content-length", "3"],
      ["content-length", "3"],
    ],
    BODY,
  ),
  content(
    "Content-Length twice, two lengths",
    RESET,
    [
      ["content-length", "3"],
      ["content-length", "1"],
    ],
    BODY,
  ),
  content("Content-Length 0, and a request as content", ENDED, [["content-length", "0"]], SMUGGLED),
  {
    ...content("a request behind the length, in a frame of its own", ENDED, [["content-length", "3"]], SMUGGLED),
    rest: [data(1, "x", 0), data(1, "yz", 0), data(1, SMUGGLED)],
    sent: sent("POST /a", "Content-Length: 3\r\n", BODY),
  },
  withFields("Content-Length where the stream has ended", RESET, ["content-length", "5"]),
  content("Transfer-Encoding: chunked", RESET, [["transfer-encoding", "chunked"]], `0\r\n\r\n${SMUGGLED}`),
  withFields("Transfer-Encoding: identity", RESET, ["transfer-encoding", "identity"]),
  content("Transfer-Encoding behind CRLF in a value", "dropped", [["x", "a\r\ntransfer-encoding: chunked"]], BODY, sentChunked(BODY)),
  withFields("Connection", RESET, ["connection", "transfer-encoding"]),
  withFields("Keep-Alive", RESET, ["keep-alive", "timeout=5"]),
  withFields("Proxy-Connection", RESET, ["proxy-connection", "keep-alive"]),
  withFields("Upgrade: h2c", RESET, ["upgrade", "h2c"]),
  withFields("HTTP2-Settings", refused("connection_field"), ["http2-settings", "AAMAAABk"]),
  withFields("TE: gzip", RESET, ["te", "gzip"]),
  withFields("TE: trailers", "harmless", ["te", "trailers"]),
  withFields("Expect without content", "harmless", ["expect", "100-continue"]),
  content("Expect with more than it may say", refused("expectation_unknown", 417), [["expect", "100-continue, x"]], BODY),
];

export const CONTENT_CASES: readonly DowngradeCase[] = [
  content("a request as content", "harmless", [], SMUGGLED, sentChunked(SMUGGLED)),
  content("the end of chunks and a request as content", "harmless", [], `0\r\n\r\n${SMUGGLED}`, sentChunked(`0\r\n\r\n${SMUGGLED}`)),
  {
    ...section("a request as content of GET (CL.0)", "harmless", GET, sentChunked(SMUGGLED, "GET /a", "connection: close\r\n")),
    ends: false,
    rest: [data(1, SMUGGLED)],
  },
  content(
    "a request as content with its length",
    "harmless",
    [["content-length", String(SMUGGLED.length)]],
    SMUGGLED,
    sent("POST /a", `Content-Length: ${SMUGGLED.length}\r\n`, SMUGGLED),
  ),
  trailers("trailer: Content-Length", RESET, ["content-length", "9"]),
  trailers("trailer: Transfer-Encoding", RESET, ["transfer-encoding", "chunked"]),
  trailers("trailer: a pseudo-header", RESET, [":path", "/evil"]),
  trailers("trailer: Host", refused("trailer_forbidden"), ["host", "evil.test"]),
  trailers("trailer: Authorization", refused("trailer_forbidden"), ["authorization", "Bearer a"]),
  trailers("trailer: X-Forwarded-For", refused("trailer_forbidden"), ["x-forwarded-for", "192.0.2.1"]),
  trailers("trailer with CRLF and a request", "dropped", ["x-sum", `1\r\n\r\n${SMUGGLED}`]),
  trailers("trailer: a checksum", "dropped", ["x-sum", "1"]),
];
