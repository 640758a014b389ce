import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { bytesOf, cutsOf, responseLines } from "../../../test/support/http1_events.ts";
import { DEFAULT_RESPONSE_LIMITS } from "./http1_limits.ts";
import { type ResponseExpectation, ResponseParser } from "./response_parser.ts";

const due = (method: string, upgrade: string | null = null): ResponseExpectation => ({ method, upgrade });
const GET = [due("GET")];
const HEAD = [due("HEAD")];
const ok = (fields: string, body = ""): string => `HTTP/1.1 200 OK\r\n${fields}\r\n${body}`;
const chunked = (body: string): string => ok("Transfer-Encoding: chunked\r\n", body);
const CHUNKED_HEAD = "head 200 1.1 chunked keep declared=chunked {transfer-encoding=chunked}";

type Row = readonly [script: string, due: readonly ResponseExpectation[], events: readonly string[]];

const ACCEPTED: readonly Row[] = [
  [ok("Content-Length: 2\r\n", "hi"), GET, ["head 200 1.1 length:2 keep declared=length:2 {content-length=2}", "data hi", "end 2"]],
  [ok("Content-Length: 0\r\n"), GET, ["head 200 1.1 length:0 keep declared=length:0 {content-length=0}", "end 0"]],
  [chunked("2\r\nhi\r\n0\r\nX-Sum: 1\r\n\r\n"), GET, [CHUNKED_HEAD, "data hi", "end 2 {x-sum=1}"]],
  // no reason, odd reason
  ["HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n", GET, ["head 404 1.1 length:0 keep declared=length:0 {content-length=0}", "end 0"]],
  [
    "HTTP/1.1 599 so\tso \xe9\r\nContent-Length: 0\r\n\r\n",
    GET,
    ["head 599 1.1 length:0 keep declared=length:0 {content-length=0}", "end 0"],
  ],
  // no content whatever is declared
  [ok("Content-Length: 5\r\n"), HEAD, ["head 200 1.1 none keep declared=length:5 {content-length=5}", "end 0"]],
  [chunked(""), HEAD, ["head 200 1.1 none keep declared=chunked {transfer-encoding=chunked}", "end 0"]],
  ["HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", GET, ["head 304 1.1 none keep declared=length:5 {content-length=5}", "end 0"]],
  ["HTTP/1.1 204 No Content\r\n\r\n", GET, ["head 204 1.1 none keep declared=none {}", "end 0"]],
  ["HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", GET, ["head 204 1.1 none keep declared=length:0 {content-length=0}", "end 0"]],
  // the end of the connection is the end of the content
  [ok("", "hi"), GET, ["head 200 1.1 close close declared=none {}", "data hi", "end 2"]],
  ["HTTP/1.0 200 OK\r\n\r\n", GET, ["head 200 1.0 close close declared=none {}", "end 0"]],
  [
    "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi",
    GET,
    ["head 200 1.0 length:2 close declared=length:2 {connection=keep-alive; content-length=2}", "data hi", "end 2"],
  ],
  // what follows the last response of a connection is not read
  [
    ok("Connection: close\r\nContent-Length: 0\r\n", "HTTP/1.1 200"),
    GET,
    ["head 200 1.1 length:0 close declared=length:0 {connection=close; content-length=0}", "end 0"],
  ],
  // informational responses come before the final one
  [
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${ok("Content-Length: 0\r\n")}`,
    GET,
    ["informational 100 {}", "informational 103 {link=</a>}", "head 200 1.1 length:0 keep declared=length:0 {content-length=0}", "end 0"],
  ],
  // two requests, two responses
  [
    ok("Content-Length: 1\r\n", "a") + chunked("1\r\nb\r\n0\r\n\r\n"),
    [due("GET"), due("POST")],
    ["head 200 1.1 length:1 keep declared=length:1 {content-length=1}", "data a", "end 1", CHUNKED_HEAD, "data b", "end 1"],
  ],
  [
    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n\x81\0",
    [due("GET", "websocket")],
    ["switch websocket {connection=Upgrade; upgrade=WebSocket}"],
  ],
  // the server did not switch
  [ok("Content-Length: 0\r\n"), [due("GET", "websocket")], ["head 200 1.1 length:0 keep declared=length:0 {content-length=0}", "end 0"]],
  [
    ok("Connection: hint\r\nHint: 1\r\nContent-Length: 0\r\n"),
    GET,
    ["head 200 1.1 length:0 keep declared=length:0 {connection=hint; content-length=0}", "end 0"],
  ],
];

const REFUSED: readonly (readonly [script: string, due: readonly ResponseExpectation[], code: string, place: string])[] = [
  ["\r\nHTTP/1.1 200 OK\r\n\r\n", GET, "status_line_malformed", "line:1"],
  ["HTTP/1.1  200 OK\r\n\r\n", GET, "status_line_malformed", "line:1"],
  ["HTTP/1.1 200\r\n\r\n", GET, "status_line_malformed", "line:1"],
  ["HTTP/1.1 200OK\r\n\r\n", GET, "status_line_malformed", "line:1"],
  ["HTTP/1.1 20 OK\r\n\r\n", GET, "status_line_malformed", "line:1"],
  ["HTTP/1.1 2000 OK\r\n\r\n", GET, "status_line_malformed", "line:1"],
  ["HTTP/1.1 +20 OK\r\n\r\n", GET, "status_line_malformed", "line:1"],
  ["HTTP/1.1 200 O\0K\r\n\r\n", GET, "status_line_malformed", "line:1"],
  ["HTTP/1.1 200 OK\n\r\n", GET, "bare_lf", "line:1"],
  ["HTTP/1.1 200 OK\rX", GET, "bare_cr", "line:1"],
  ["ICY/1.1. 200 OK\r\n\r\n", GET, "version_malformed", "line:1"],
  ["http/1.1 200 OK\r\n\r\n", GET, "version_malformed", "line:1"],
  ["HTTP/2.0 200 OK\r\n\r\n", GET, "version_unsupported", "line:1"],
  ["HTTP/1.1 099 Low\r\n\r\n", GET, "status_unknown", "line:1"],
  ["HTTP/1.1 600 High\r\n\r\n", GET, "status_unknown", "line:1"],
  [`HTTP/1.1 200 ${"a".repeat(9000)}\r\n\r\n`, GET, "status_line_too_long", "line:1"],
  [ok("X: 1\r\n folded\r\n"), GET, "obs_fold", "line:3"],
  [ok("X : 1\r\n"), GET, "space_before_colon", "line:2"],
  [ok("X: a\nY: b\r\n"), GET, "bare_lf", "line:2"],
  [ok("X: a\x01\r\n"), GET, "field_value_malformed", "line:2"],
  [ok("Content_Length: 5\r\n"), GET, "field_name_mimicry", "line:2"],
  [ok("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), GET, "length_and_chunked", "header:transfer-encoding"],
  [ok("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n"), HEAD, "length_and_chunked", "header:transfer-encoding"],
  [ok("Content-Length: 2\r\nContent-Length: 2\r\n", "hi"), GET, "content_length_repeated", "header:content-length"],
  [ok("Content-Length: 2, 2\r\n", "hi"), GET, "content_length_malformed", "header:content-length"],
  [ok("Content-Length: +2\r\n"), HEAD, "content_length_malformed", "header:content-length"],
  [ok("Transfer-Encoding: gzip, chunked\r\n"), GET, "transfer_encoding_unknown", "header:transfer-encoding"],
  ["HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", GET, "transfer_encoding_in_1_0", "header:transfer-encoding"],
  ["HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nhi", GET, "framing_forbidden", "header:content-length"],
  ["HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", GET, "framing_forbidden", "header:transfer-encoding"],
  ["HTTP/1.1 100 Continue\r\nContent-Length: 2\r\n\r\nhi", GET, "framing_forbidden", "header:content-length"],
  [chunked("2;x\r\nhi\r\n0\r\n\r\n"), GET, "chunk_extension", "chunk"],
  [chunked("2\r\nhi!\r\n0\r\n\r\n"), GET, "chunk_end_missing", "chunk"],
  [chunked("0\r\nSet-Cookie: a=b\r\n\r\n"), GET, "trailer_forbidden", "trailer:1"],
  [chunked("2\r\nhi\r\n"), GET, "message_incomplete", "connection"],
  [ok("Content-Length: 5\r\n", "hi"), GET, "message_incomplete", "connection"],
  ["", GET, "message_incomplete", "connection"],
  // more than was asked for: response queue poisoning
  [ok("Content-Length: 2\r\n", "hi!"), GET, "response_unasked", "connection"],
  [ok("Content-Length: 0\r\n") + ok("Content-Length: 0\r\n"), GET, "response_unasked", "connection"],
  [ok("Content-Length: 5\r\n", "hello"), HEAD, "response_unasked", "connection"],
  ["HTTP/1.1 204 No Content\r\n\r\nhi", GET, "response_unasked", "connection"],
  [ok("Content-Length: 0\r\n"), [], "response_unasked", "connection"],
  ["HTTP/1.1 100 Continue\r\n\r\n".repeat(9), GET, "informational_too_many", "line:1"],
  ["HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n", GET, "upgrade_unasked", "header:upgrade"],
  [
    "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
    [due("GET", "websocket")],
    "upgrade_unasked",
    "header:upgrade",
  ],
  ["HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", [due("GET", "websocket")], "upgrade_unasked", "header:upgrade"],
  [ok("Connection: content-type\r\nContent-Length: 0\r\n"), GET, "connection_nominates", "header:connection"],
  [ok("Connection: a b\r\n"), GET, "connection_malformed", "header:connection"],
];

test("every accepted script means exactly this, whole and cut at every offset", () => {
  let rows = 0;
  for (const [script, expected, events] of ACCEPTED) {
    const bytes = bytesOf(script);
    assert.deepEqual(responseLines([bytes], expected), events, JSON.stringify(script));
    for (const pieces of cutsOf(bytes)) assert.deepEqual(responseLines(pieces, expected), events, JSON.stringify(script));
    rows += 1;
  }
  assert.equal(rows, 19);
});

test("every refused script is refused as 502 for this reason, whole and cut at every offset", () => {
  let rows = 0;
  for (const [script, expected, code, place] of REFUSED) {
    const bytes = bytesOf(script);
    const whole = responseLines([bytes], expected);
    assert.equal(whole.at(-1), `refuse 502 ${code} ${place}`, JSON.stringify(script));
    if (bytes.length < 1000) for (const pieces of cutsOf(bytes)) assert.deepEqual(responseLines(pieces, expected), whole);
    rows += 1;
  }
  assert.equal(rows, 48);
});

test("content that only the end of the connection ends is refused where the operator says so", () => {
  assert.deepEqual(responseLines([bytesOf(ok("", "hi"))], GET, false), ["refuse 502 close_delimited body"]);
});

test("content of any framing over the limit is refused", () => {
  const limits = { ...DEFAULT_RESPONSE_LIMITS, bodyBytes: 3 };
  const scripts = [ok("Content-Length: 4\r\n", "four"), chunked("2\r\nfo\r\n2\r\nur\r\n0\r\n\r\n"), ok("", "four")];
  for (const script of scripts)
    assert.match(responseLines([bytesOf(script)], GET, true, limits).at(-1) ?? "", /^refuse 502 body_too_large /u);
});

test("a second request is only sent once the response to the first has ended", () => {
  const parser = new ResponseParser(DEFAULT_RESPONSE_LIMITS, true);
  assert.equal(parser.idle, true);
  parser.expect(due("GET"));
  assert.equal(parser.idle, false);
  assert.throws(() => parser.expect(due("GET")), TypeError);
  assert.throws(() => new ResponseParser(DEFAULT_RESPONSE_LIMITS, true).expect(due("CONNECT")), TypeError);
});

test("bytes that wait on an idle connection keep it from being used again", () => {
  const parser = new ResponseParser(DEFAULT_RESPONSE_LIMITS, true);
  parser.feed(bytesOf("HTTP"));
  assert.equal(parser.idle, false);
  const event = parser.next();
  assert.equal(event?.kind === "refuse" && event.code, "response_unasked");
  assert.equal(parser.closed, true);
});

test("after a switch the rest is handed over", () => {
  const parser = new ResponseParser(DEFAULT_RESPONSE_LIMITS, true);
  parser.expect(due("GET", "websocket"));
  parser.feed(bytesOf("HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n\x81\0"));
  assert.equal(parser.next()?.kind, "switch");
  assert.equal(parser.next(), null);
  assert.deepEqual(parser.takeRest(), bytesOf("\x81\0"));
});

const PIECES = fc.constantFrom(
  "HTTP/1.1 200 OK\r\n",
  "HTTP/1.1 100 Continue\r\n\r\n",
  "HTTP/1.1 ",
  "204",
  "\r\n",
  "\r",
  "\n",
  "Content-Length: 5\r\n",
  "Transfer-Encoding: chunked\r\n",
  "5",
  "hello",
  "0",
  ";",
  "\0",
  "X: y\r\n",
  "Connection: close\r\n",
  "\r\n\r\n",
  chunked("5\r\nhello\r\n0\r\n\r\n"),
);
const ANY_BYTES = fc.oneof(
  fc.array(PIECES, { maxLength: 24 }).map((pieces) => bytesOf(pieces.join(""))),
  fc.uint8Array({ maxLength: 200 }),
);

test("no bytes make it throw, and cuts change nothing", () => {
  const asked = [due("GET"), due("HEAD"), due("POST", "websocket")];
  fc.assert(
    fc.property(ANY_BYTES, fc.array(fc.nat(200), { maxLength: 5 }), (bytes, places) => {
      const cuts = [0, ...places.filter((place) => place < bytes.length).toSorted((left, right) => left - right), bytes.length];
      const pieces = cuts.slice(1).map((cut, index) => bytes.subarray(cuts[index], cut));
      assert.deepEqual(responseLines(pieces, asked), responseLines([bytes], asked));
    }),
    { numRuns: 300 },
  );
});
