import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { bytesOf, cutsOf, requestLines } from "../../../test/support/http1_events.ts";
import { latin1Text } from "../latin1.ts";
import { DEFAULT_REQUEST_LIMITS } from "./http1_limits.ts";
import { RequestParser } from "./request_parser.ts";

const BAD_LINE = "refuse 400";
const HOST = "Host: a\r\n";
const get = (fields: string): string => `GET / HTTP/1.1\r\n${HOST}${fields}\r\n`;
const post = (fields: string, body: string): string => `POST / HTTP/1.1\r\n${HOST}${fields}\r\n${body}`;
const chunked = (body: string): string => post("Transfer-Encoding: chunked\r\n", body);
const CHUNKED_HEAD = "head POST / 1.1 chunked keep {host=a; transfer-encoding=chunked}";

/** What a client sends, and exactly what it means. */
const ACCEPTED: readonly (readonly [script: string, events: readonly string[]])[] = [
  [get(""), ["head GET / 1.1 none keep {host=a}", "end 0"]],
  [
    get("X-A:1\r\nx-b: \t 2 3 \t\r\nX-Empty:\r\nX-Blank: \r\n"),
    ["head GET / 1.1 none keep {host=a; x-a=1; x-b=2 3; x-empty=; x-blank=}", "end 0"],
  ],
  [get("X-Obs: \x80\xff\r\nX-Tab: a\tb\r\n"), ["head GET / 1.1 none keep {host=a; x-obs=\x80\xff; x-tab=a\tb}", "end 0"]],
  ["get /a?b=[c]&d=%00 HTTP/1.1\r\nhOsT: a\r\n\r\n", ["head get /a?b=[c]&d=%00 1.1 none keep {host=a}", "end 0"]],
  ["OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", ["head OPTIONS * 1.1 none keep {host=a}", "end 0"]],
  ["GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", ["head GET http://a/ 1.1 none keep {host=a}", "end 0"]],
  ["GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", ["head GET / 1.1 none keep {host=a; connection=keep-alive}", "end 0"]],
  // HTTP/1.0 always closes, whatever it says, and what follows is not read
  [
    "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.1\r\n",
    ["head GET / 1.0 none close {host=a; connection=keep-alive}", "end 0"],
  ],
  [`${get("Connection: Close\r\n")}\0garbage`, ["head GET / 1.1 none close {host=a; connection=Close}", "end 0"]],
  // content of a known length
  [post("Content-Length: 5\r\n", "hello"), ["head POST / 1.1 length:5 keep {host=a; content-length=5}", "data hello", "end 5"]],
  [post("Content-Length:\t5 \r\n", "he\r\n\0"), ["head POST / 1.1 length:5 keep {host=a; content-length=5}", "data he\r\n\0", "end 5"]],
  [post("Content-Length: 0\r\n", ""), ["head POST / 1.1 length:0 keep {host=a; content-length=0}", "end 0"]],
  [post("", ""), ["head POST / 1.1 none keep {host=a}", "end 0"]],
  // chunks
  [chunked("5\r\nhello\r\n0\r\n\r\n"), [CHUNKED_HEAD, "data hello", "end 5"]],
  [chunked("5\r\nhello\r\nA\r\n world\r\n12\r\n0001\r\n!\r\n000\r\n\r\n"), [CHUNKED_HEAD, "data hello world\r\n12!", "end 16"]],
  [chunked("0\r\n\r\n"), [CHUNKED_HEAD, "end 0"]],
  [
    post("Transfer-Encoding:  Chunked\t\r\n", "1\r\nx\r\n0\r\n\r\n"),
    ["head POST / 1.1 chunked keep {host=a; transfer-encoding=Chunked}", "data x", "end 1"],
  ],
  [chunked("1\r\nx\r\n0\r\nX-Sum: abc\r\nContent-Digest: y\r\n\r\n"), [CHUNKED_HEAD, "data x", "end 1 {x-sum=abc; content-digest=y}"]],
  // pipelined
  [
    `${get("")}${post("Content-Length: 2\r\n", "ab")}${chunked("1\r\nc\r\n0\r\n\r\n")}${get("")}`,
    [
      "head GET / 1.1 none keep {host=a}",
      "end 0",
      "head POST / 1.1 length:2 keep {host=a; content-length=2}",
      "data ab",
      "end 2",
      CHUNKED_HEAD,
      "data c",
      "end 1",
      "head GET / 1.1 none keep {host=a}",
      "end 0",
    ],
  ],
  // expectation: only where there is content to wait for
  [
    post("Expect: 100-Continue\r\nContent-Length: 1\r\n", "x"),
    ["head POST / 1.1 length:1 keep continue {host=a; expect=100-Continue; content-length=1}", "data x", "end 1"],
  ],
  [get("Expect: 100-continue\r\n"), ["head GET / 1.1 none keep {host=a; expect=100-continue}", "end 0"]],
  [
    "POST / HTTP/1.0\r\nHost: a\r\nExpect: x\r\nContent-Length: 1\r\n\r\nx",
    ["head POST / 1.0 length:1 close {host=a; expect=x; content-length=1}", "data x", "end 1"],
  ],
  // upgrade: only where Connection lists it
  [
    get("Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"),
    ["head GET / 1.1 none keep upgrade=websocket {host=a; connection=keep-alive, Upgrade; upgrade=websocket}", "end 0"],
  ],
  [get("Upgrade: h2c\r\n"), ["head GET / 1.1 none keep {host=a; upgrade=h2c}", "end 0"]],
  // a nominated field is gone before anybody judges it
  [
    get("Connection: Hint, te\r\nHint: 1\r\nTE: trailers\r\n"),
    ["head GET / 1.1 none keep {host=a; connection=Hint, te; te=trailers}", "end 0"],
  ],
  [get("Under_score: 1\r\n"), ["head GET / 1.1 none keep {host=a; under_score=1}", "end 0"]],
  ["", []],
];

/** What is refused at once: the last event only, with place. */
const REFUSED: readonly (readonly [script: string, refusal: string])[] = [
  // request line
  [`\r\n${get("")}`, `${BAD_LINE} empty_line_before_request line:1`],
  [`\n${get("")}`, `${BAD_LINE} bare_lf line:1`],
  [" GET / HTTP/1.1\r\n", `${BAD_LINE} method_malformed line:1`],
  ["   \r\n\r\n", `${BAD_LINE} method_malformed line:1`],
  ["G\0T / HTTP/1.1\r\n", `${BAD_LINE} method_malformed line:1`],
  ["G(T / HTTP/1.1\r\n", `${BAD_LINE} method_malformed line:1`],
  ["GET\t/ HTTP/1.1\r\n", `${BAD_LINE} method_malformed line:1`],
  ["GET\r\n", `${BAD_LINE} method_malformed line:1`],
  ["\x16\x03\x01\x02\0\x01", `${BAD_LINE} method_malformed line:1`],
  ["\xde\xad\xbe\xef\0\x01\x02", `${BAD_LINE} method_malformed line:1`],
  ["GET  / HTTP/1.1\r\n", `${BAD_LINE} target_malformed line:1`],
  ["GET /a#b HTTP/1.1\r\n", `${BAD_LINE} target_malformed line:1`],
  ...['"', "<", ">", "\\", "^", "`", "{", "|", "}", "\0", "\t", "\x7f", "\x80", "\xff"].map(
    (character) => [`GET /${character} HTTP/1.1\r\n`, `${BAD_LINE} target_malformed line:1`] as const,
  ),
  ["GET /\xc3\xa9 HTTP/1.1\r\n", `${BAD_LINE} target_malformed line:1`],
  ["GET /\xc0\xaf HTTP/1.1\r\n", `${BAD_LINE} target_malformed line:1`],
  ["GET /\xe0\x80\xaf..\xc0\xae HTTP/1.1\r\n", `${BAD_LINE} target_malformed line:1`],
  ["GET /\r\n", `${BAD_LINE} version_missing line:1`],
  ["GET / \r\n", `${BAD_LINE} version_missing line:1`],
  ["GET HTTP/1.1\r\n", `${BAD_LINE} version_missing line:1`],
  ["GET /\n", `${BAD_LINE} bare_lf line:1`],
  ["GET / HTTP/1.1\n", `${BAD_LINE} bare_lf line:1`],
  ["GET / HTTP/1.1\rHost", `${BAD_LINE} bare_cr line:1`],
  ["GET /  HTTP/1.1\r\n", `${BAD_LINE} version_malformed line:1`],
  ["GET / HTTP/1.1 \r\n", `${BAD_LINE} version_malformed line:1`],
  ["GET / a HTTP/1.1\r\n", `${BAD_LINE} version_malformed line:1`],
  ["GET / HTTP/1\r\n", `${BAD_LINE} version_malformed line:1`],
  ["GET / HTTP/1.11\r\n", `${BAD_LINE} version_malformed line:1`],
  ["GET / HTTP/01.1\r\n", `${BAD_LINE} version_malformed line:1`],
  ["GET / http/1.1\r\n", `${BAD_LINE} version_malformed line:1`],
  ["GET / HTTPS/1.1\r\n", `${BAD_LINE} version_malformed line:1`],
  ["GET / HTTP/1,1\r\n", `${BAD_LINE} version_malformed line:1`],
  ["GET / HTTP/1.2\r\n", "refuse 505 version_unsupported line:1"],
  ["GET / HTTP/0.9\r\n", "refuse 505 version_unsupported line:1"],
  ["GET / HTTP/9.9\r\n", "refuse 505 version_unsupported line:1"],
  ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "refuse 505 version_unsupported line:1"],
  // field lines
  [get(" X: 1\r\n"), `${BAD_LINE} obs_fold line:3`],
  [get("X: 1\r\n\tmore\r\n"), `${BAD_LINE} obs_fold line:4`],
  ["GET / HTTP/1.1\r\n \r\nHost: a\r\n\r\n", `${BAD_LINE} obs_fold line:2`],
  [get(": 1\r\n"), `${BAD_LINE} field_name_empty line:3`],
  [get("X : 1\r\n"), `${BAD_LINE} space_before_colon line:3`],
  [get("X\t: 1\r\n"), `${BAD_LINE} space_before_colon line:3`],
  [get("Transfer-Encoding : chunked\r\n"), `${BAD_LINE} space_before_colon line:3`],
  [get("X\r\n"), `${BAD_LINE} colon_missing line:3`],
  [get("X\n"), `${BAD_LINE} bare_lf line:3`],
  [get("X[1]: 1\r\n"), `${BAD_LINE} field_name_malformed line:3`],
  [get("X\0: 1\r\n"), `${BAD_LINE} field_name_malformed line:3`],
  [get("X\xe9: 1\r\n"), `${BAD_LINE} field_name_malformed line:3`],
  [get("\xc3\xa9: 1\r\n"), `${BAD_LINE} field_name_malformed line:3`],
  [get("\0: 1\r\n"), `${BAD_LINE} field_name_malformed line:3`],
  [get("X: a\nY: b\r\n"), `${BAD_LINE} bare_lf line:3`],
  [get("X: a\rY: b\r\n"), `${BAD_LINE} bare_cr line:3`],
  [get("X:\r\r\n"), `${BAD_LINE} bare_cr line:3`],
  [get("X:\n"), `${BAD_LINE} bare_lf line:3`],
  [get("\n"), `${BAD_LINE} bare_lf line:3`],
  [get("\rX"), `${BAD_LINE} bare_cr line:3`],
  ...["\0", "\x01", "\x07", "\x08", "\x0b", "\x0c", "\x1b", "\x1f", "\x7f"].map(
    (character) => [get(`X: a${character}b\r\n`), `${BAD_LINE} field_value_malformed line:3`] as const,
  ),
  [get("Content_Length: 5\r\n"), `${BAD_LINE} field_name_mimicry line:3`],
  [get("X: 1\r\ntransfer_encoding: chunked\r\n"), `${BAD_LINE} field_name_mimicry line:4`],
  [get("X-Forwarded_For: 1\r\n"), `${BAD_LINE} field_name_mimicry line:3`],
  // Host
  ["GET / HTTP/1.1\r\n\r\n", `${BAD_LINE} host_missing header:host`],
  ["GET / HTTP/1.0\r\n\r\n", `${BAD_LINE} host_missing header:host`],
  [get("Host: a\r\n"), `${BAD_LINE} host_repeated header:host`],
  [get("host: b\r\n"), `${BAD_LINE} host_repeated header:host`],
  // length
  ..."+5|-5|-0|00|005|0x5|0o5|5.0|5e1|1_0|1 0|5,5|5, 5|5;5||abc|\xb2|9007199254740992|9999999999999999|99999999999999999999"
    .split("|")
    .map((value) => [post(`Content-Length: ${value}\r\n`, "hello"), `${BAD_LINE} content_length_malformed header:content-length`] as const),
  [post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), `${BAD_LINE} content_length_repeated header:content-length`],
  [post("Content-Length: 5\r\ncontent-length: 6\r\n", "hello"), `${BAD_LINE} content_length_repeated header:content-length`],
  [post("Content-Length: 1073741825\r\n", ""), "refuse 413 body_too_large header:content-length"],
  // transfer coding
  [post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), `${BAD_LINE} length_and_chunked header:transfer-encoding`],
  [post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"), `${BAD_LINE} length_and_chunked header:transfer-encoding`],
  [post("Transfer-Encoding: identity\r\nContent-Length: 0\r\n", ""), `${BAD_LINE} length_and_chunked header:transfer-encoding`],
  [
    post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", ""),
    `${BAD_LINE} transfer_encoding_repeated header:transfer-encoding`,
  ],
  [
    post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", ""),
    `${BAD_LINE} transfer_encoding_repeated header:transfer-encoding`,
  ],
  ...[
    "",
    "gzip",
    "gzip, chunked",
    "chunked, gzip",
    "chunked, chunked",
    "chunked,",
    ", chunked",
    "identity",
    "xchunked",
    "chunked;q=1",
    '"chunked"',
    "chunke\xe4",
  ].map(
    (coding) =>
      [post(`Transfer-Encoding: ${coding}\r\n`, "0\r\n\r\n"), `${BAD_LINE} transfer_encoding_unknown header:transfer-encoding`] as const,
  ),
  ...["\x0bchunked", "\x0cchunked", "chunked\0"].map(
    (coding) => [post(`Transfer-Encoding: ${coding}\r\n`, ""), `${BAD_LINE} field_value_malformed line:3`] as const,
  ),
  [
    "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    `${BAD_LINE} transfer_encoding_in_1_0 header:transfer-encoding`,
  ],
  // chunks
  ...["5;a=b\r\nhello", "5;\r\nhello", "5;\nhello", "5;\0\r\nhello", "0;a\r\n\r\n", `5;${"a".repeat(65_536)}\r\nhello`].map(
    (body) => [chunked(body), `${BAD_LINE} chunk_extension chunk`] as const,
  ),
  ...[
    " 5\r\nhello",
    "5 \r\nhello",
    "5\t\r\n",
    "0x5\r\nhello",
    "-1\r\nhello",
    "+5\r\nhello",
    "1_0\r\n",
    "g\r\n",
    "\r\n",
    "5,5\r\n",
    "\x00\r\n",
    "5\x00\r\n",
    "FFFFFFFFFFFFFF\r\n",
  ].map((body) => [chunked(body), `${BAD_LINE} chunk_size_malformed chunk`] as const),
  ...["FFFFFFFFFFFFFFFF0\r\n", "00000000000000000\r\n"].map(
    (body, index) => [chunked(body), `${BAD_LINE} ${index === 0 ? "chunk_size_malformed" : "chunk_line_too_long"} chunk`] as const,
  ),
  [chunked("5\nhello\r\n0\r\n\r\n"), `${BAD_LINE} bare_lf chunk`],
  [chunked("5\rhello\r\n0\r\n\r\n"), `${BAD_LINE} bare_cr chunk`],
  [chunked("5\r\nhello0\r\n\r\n"), `${BAD_LINE} chunk_end_missing chunk`],
  [chunked("5\r\nhello!!\r\n0\r\n\r\n"), `${BAD_LINE} chunk_end_missing chunk`],
  [chunked("5\r\nhello\n0\r\n\r\n"), `${BAD_LINE} chunk_end_missing chunk`],
  [chunked("5\r\nhello\r0\r\n\r\n"), `${BAD_LINE} bare_cr chunk`],
  [chunked("3FFFFFFF\r\n").concat("x"), `${BAD_LINE} message_incomplete connection`],
  [chunked("40000001\r\nx"), "refuse 413 body_too_large chunk"],
  // trailers
  [chunked("0\r\n\n"), `${BAD_LINE} bare_lf trailer:1`],
  [chunked("0\r\n\rX"), `${BAD_LINE} bare_cr trailer:1`],
  [chunked("0\r\nX : 1\r\n\r\n"), `${BAD_LINE} space_before_colon trailer:1`],
  [chunked("0\r\nX: 1\r\n Y: 2\r\n\r\n"), `${BAD_LINE} obs_fold trailer:2`],
  ...[
    "Content-Length",
    "Transfer-Encoding",
    "Host",
    "Authorization",
    "Cookie",
    "Content-Type",
    "Content-Encoding",
    "Trailer",
    "X-Forwarded-For",
    "Content_Length",
  ].map((name) => [chunked(`0\r\nX-Fine: 1\r\n${name}: 1\r\n\r\n`), `${BAD_LINE} trailer_forbidden trailer:2`] as const),
  // expectation and connection
  [get("Expect: 200-ok\r\n"), "refuse 417 expectation_unknown header:expect"],
  [get("Expect: 100-continue, x\r\n"), "refuse 417 expectation_unknown header:expect"],
  [get("Expect: 100-continue\r\nExpect: 100-continue\r\n"), "refuse 417 expectation_unknown header:expect"],
  [get("Connection: close;x\r\n"), `${BAD_LINE} connection_malformed header:connection`],
  [get("Connection: a b\r\n"), `${BAD_LINE} connection_malformed header:connection`],
  ...["authorization", "Host", "content-length", "transfer-encoding", "X-Forwarded-For", "cookie", "x-user-id", "close, Content-Type"].map(
    (name) => [get(`Connection: ${name}\r\n`), `${BAD_LINE} connection_nominates header:connection`] as const,
  ),
  // a message cut short
  ["G", `${BAD_LINE} message_incomplete connection`],
  ["GET / HTTP/1.1\r\nHost: a\r\nX-Test: value", `${BAD_LINE} message_incomplete connection`],
  [post("Content-Length: 10\r\n", "hello"), `${BAD_LINE} message_incomplete connection`],
  [chunked("5\r\nhello\r\n"), `${BAD_LINE} message_incomplete connection`],
  [chunked("5\r\nhello\r\n0\r\n"), `${BAD_LINE} message_incomplete connection`],
  // the message before stands
  [`${get("")}\r\n${get("")}`, `${BAD_LINE} empty_line_before_request line:1`],
];

/** Too much of something, by the default limits. */
const OVERSIZE: readonly (readonly [script: string, refusal: string])[] = [
  [`GET /${"a".repeat(65_536)} HTTP/1.1\r\n`, "refuse 414 request_line_too_long line:1"],
  [`${"A".repeat(65_536)} / HTTP/1.1\r\n`, "refuse 501 method_too_long line:1"],
  [get(`${"a".repeat(65_536)}: 1\r\n`), "refuse 431 field_too_large line:3"],
  [get(`X: ${"a".repeat(65_536)}\r\n`), "refuse 431 field_too_large line:3"],
  [get(`X:${" ".repeat(65_536)}\r\n`), "refuse 431 field_too_large line:3"],
  [get("X: 1\r\n".repeat(10_000)), "refuse 431 field_count line:102"],
  [get(`X: ${"a".repeat(16_000)}\r\n`.repeat(3)), "refuse 431 head_too_large line:5"],
  [chunked(`0\r\n${`X: ${"a".repeat(4000)}\r\n`.repeat(3)}\r\n`), "refuse 431 trailer_too_large trailer:3"],
  [chunked(`0\r\n${"X: 1\r\n".repeat(33)}\r\n`), "refuse 431 field_count trailer:33"],
];

test("every accepted script means exactly this, whole and cut at every offset", () => {
  let rows = 0;
  for (const [script, events] of ACCEPTED) {
    const bytes = bytesOf(script);
    assert.deepEqual(requestLines([bytes]), events, JSON.stringify(script));
    for (const pieces of cutsOf(bytes)) assert.deepEqual(requestLines(pieces), events, JSON.stringify(script));
    rows += 1;
  }
  assert.equal(rows, 27);
});

test("every refused script is refused for this reason at this place, whole and cut at every offset", () => {
  let rows = 0;
  for (const [script, refusal] of REFUSED) {
    const bytes = bytesOf(script);
    const whole = requestLines([bytes]);
    assert.equal(whole.at(-1), refusal, JSON.stringify(script.slice(0, 200)));
    if (bytes.length < 1000) for (const pieces of cutsOf(bytes)) assert.deepEqual(requestLines(pieces), whole, JSON.stringify(script));
    rows += 1;
  }
  assert.equal(rows, 190);
});

test("what is over a limit is refused with its own status, whole and byte by byte", () => {
  let rows = 0;
  for (const [script, refusal] of OVERSIZE) {
    const bytes = bytesOf(script);
    assert.equal(requestLines([bytes]).at(-1), refusal);
    assert.equal(requestLines(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))).at(-1), refusal);
    rows += 1;
  }
  assert.equal(rows, 9);
});

test("what is exactly at a limit is accepted", () => {
  const { requestLineBytes, fieldBytes, fieldCount, headBytes, methodBytes } = DEFAULT_REQUEST_LIMITS;
  const target = `/${"a".repeat(requestLineBytes - "GET / HTTP/1.1\r\n".length)}`;
  const field = `X: ${"a".repeat(fieldBytes - "X: \r\n".length)}\r\n`;
  const used = get(field).length;
  const scripts = [
    `GET ${target} HTTP/1.1\r\n${HOST}\r\n`,
    `${"M".repeat(methodBytes)} / HTTP/1.1\r\n${HOST}\r\n`,
    get(field),
    get("X: 1\r\n".repeat(fieldCount - 1)),
    get(`${field}Y: ${"b".repeat(headBytes - used - "Y: \r\n".length)}\r\n`),
  ];
  for (const script of scripts) assert.equal(requestLines([bytesOf(script)]).at(-1), "end 0");
  assert.equal(scripts.length, 5);
});

test("after a refusal nothing is produced, whatever is fed", () => {
  const parser = new RequestParser(DEFAULT_REQUEST_LIMITS);
  parser.feed(bytesOf("\r\n"));
  assert.equal(parser.next()?.kind, "refuse");
  parser.feed(bytesOf(get("")));
  assert.equal(parser.next(), null);
  assert.equal(parser.finish(), null);
  assert.equal(parser.closed, true);
});

test("who feeds without pulling loses nothing", () => {
  const parser = new RequestParser(DEFAULT_REQUEST_LIMITS);
  const script = bytesOf(post("Content-Length: 5\r\n", "hello"));
  for (let at = 0; at < script.length; at += 7) parser.feed(script.slice(at, at + 7));
  assert.equal(parser.next()?.kind, "head");
  const data = parser.next();
  assert.equal(data?.kind === "data" && latin1Text(data.bytes, 0, data.bytes.length), "hello");
  assert.equal(parser.next()?.kind, "end");
  assert.equal(parser.midMessage, false);
});

test("after an upgrade the rest is handed over and HTTP is over", () => {
  const parser = new RequestParser(DEFAULT_REQUEST_LIMITS);
  parser.feed(bytesOf(`${get("Connection: upgrade\r\nUpgrade: websocket\r\n")}\x81\x05hello`));
  assert.equal(parser.next()?.kind, "head");
  assert.equal(parser.midMessage, true);
  assert.equal(parser.next()?.kind, "end");
  assert.deepEqual(parser.takeRest(), bytesOf("\x81\x05hello"));
  assert.equal(parser.next(), null);
});

test("a head tells its bytes on the wire", () => {
  const parser = new RequestParser(DEFAULT_REQUEST_LIMITS);
  parser.feed(bytesOf(`${get("")}GET`));
  const head = parser.next();
  assert.equal(head?.kind === "head" && head.bytes, get("").length);
});

/** Text near the grammar: pieces that parsers stumble over, in any order. */
const PIECES = fc.constantFrom(
  "GET",
  " ",
  "/",
  " HTTP/1.1",
  "\r\n",
  "\r",
  "\n",
  "Host: a\r\n",
  "Host",
  ":",
  "Content-Length: 5\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Connection: close\r\n",
  "5",
  "hello",
  "0",
  ";",
  "\t",
  "\0",
  "\xff",
  "X: y\r\n",
  "\r\n\r\n",
  get(""),
  chunked("5\r\nhello\r\n0\r\n\r\n"),
);
const NEAR_HTTP = fc.array(PIECES, { maxLength: 24 }).map((pieces) => bytesOf(pieces.join("")));
const ANY_BYTES = fc.oneof(NEAR_HTTP, fc.uint8Array({ maxLength: 200 }));

test("no bytes make it throw, and cuts change nothing", () => {
  fc.assert(
    fc.property(ANY_BYTES, fc.array(fc.nat(200), { maxLength: 5 }), (bytes, places) => {
      const cuts = [0, ...places.filter((place) => place < bytes.length).toSorted((left, right) => left - right), bytes.length];
      const pieces = cuts.slice(1).map((cut, index) => bytes.subarray(cuts[index], cut));
      assert.deepEqual(requestLines(pieces), requestLines([bytes]));
    }),
    { numRuns: 300 },
  );
});
