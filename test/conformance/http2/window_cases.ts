/** Settings, windows, PING, and what follows what on a stream (RFC 9113 sections 6.5 to 6.9, 8.1). */
import { data, FLAG, headers, ping, PREFACE, SETTING, settings, windowUpdate } from "../../support/http2_frames.ts";
import { get, GET, type Http2Case, OPENING, post, POST, withPseudo } from "./http2_case.ts";
import { UNJUDGED } from "./observe.ts";

const PROTOCOL = "connection PROTOCOL_ERROR";
const CLOSED = "connection STREAM_CLOSED";
const FLOW = "connection FLOW_CONTROL_ERROR";
const MOST = 2 ** 31 - 1;
const unread = headers(1, withPseudo(":path", UNJUDGED, POST), FLAG.endHeaders);
const content = (bytes: number): Buffer => data(1, Buffer.alloc(bytes), 0);
/** What a stream holds that nobody reads: its window, and as much again that was taken off the connection. */
const contents = (frames: number): readonly Buffer[] => Array.from({ length: frames }, () => content(16_384));
const begun = (...pairs: readonly (readonly [number, number])[]): Buffer => Buffer.concat([PREFACE, settings(pairs)]);

export const WINDOW_CASES: readonly Http2Case[] = [
  {
    section: "6.5.2",
    rule: "SETTINGS_ENABLE_PUSH is 0 or 1",
    expect: PROTOCOL,
    opening: begun([SETTING.push, 2]),
    frames: [get(1)],
    twinOpening: begun([SETTING.push, 1]),
    twin: [get(1)],
  },
  {
    section: "6.5.2",
    rule: "SETTINGS_INITIAL_WINDOW_SIZE is below 2^31",
    expect: FLOW,
    opening: begun([SETTING.window, 2 ** 31]),
    frames: [get(1)],
    twinOpening: begun([SETTING.window, MOST]),
    twin: [get(1)],
  },
  {
    section: "6.5.2",
    rule: "SETTINGS_MAX_FRAME_SIZE is at least 16,384",
    expect: PROTOCOL,
    opening: begun([SETTING.frameSize, 16_383]),
    frames: [get(1)],
    twinOpening: begun([SETTING.frameSize, 16_384]),
    twin: [get(1)],
  },
  {
    section: "6.5.2",
    rule: "SETTINGS_MAX_FRAME_SIZE is below 2^24",
    expect: PROTOCOL,
    opening: begun([SETTING.frameSize, 2 ** 24]),
    frames: [get(1)],
    twinOpening: begun([SETTING.frameSize, 2 ** 24 - 1]),
    twin: [get(1)],
  },
  {
    section: "RFC 8441 3",
    rule: "SETTINGS_ENABLE_CONNECT_PROTOCOL is 0 or 1",
    expect: PROTOCOL,
    opening: begun([SETTING.connect, 2]),
    frames: [get(1)],
    twinOpening: begun([SETTING.connect, 1]),
    twin: [get(1)],
  },
  {
    section: "6.5.3",
    rule: "every SETTINGS is acknowledged, an acknowledgement for none breaks",
    expect: PROTOCOL,
    opening: OPENING,
    frames: [settings([], FLAG.ack), get(1)],
    twin: [settings(), settings(), get(1)],
  },
  {
    section: "6.9",
    rule: "an increment of 0 on a stream",
    expect: PROTOCOL,
    frames: [unread, windowUpdate(1, 0), get(3)],
    twin: [unread, windowUpdate(1, 1), get(3)],
    on: 3,
  },
  {
    section: "6.9",
    rule: "an increment of 0 on the connection",
    expect: PROTOCOL,
    frames: [windowUpdate(0, 0), get(1)],
    twin: [windowUpdate(0, 1), get(1)],
  },
  {
    section: "6.9.1",
    rule: "a stream's window is below 2^31",
    expect: FLOW,
    frames: [unread, windowUpdate(1, MOST), get(3)],
    twin: [unread, windowUpdate(1, MOST - 65_535), get(3)],
    on: 3,
  },
  {
    section: "6.9.1",
    rule: "the connection's window is below 2^31",
    expect: FLOW,
    frames: [windowUpdate(0, MOST), get(1)],
    twin: [windowUpdate(0, MOST - 65_535), get(1)],
  },
  {
    section: "6.9.2",
    rule: "a new initial window that takes a stream's beyond its bound",
    expect: FLOW,
    frames: [unread, windowUpdate(1, MOST - 65_535), settings([[SETTING.window, 65_536]]), get(3)],
    twin: [unread, windowUpdate(1, MOST - 65_535), settings([[SETTING.window, 65_534]]), get(3)],
    on: 3,
  },
  {
    section: "6.9.1",
    rule: "a client sends no more than the window",
    expect: FLOW,
    frames: [unread, ...contents(12), get(3)],
    twin: [unread, ...contents(3), get(3)],
    on: 3,
  },
  {
    section: "6.7",
    rule: "a PING is answered, and its answer is not",
    expect: "answered 200",
    frames: [ping(), ping(), get(1)],
    twin: [ping(), get(1)],
  },
  {
    section: "6.7",
    rule: "an answer to a PING that was not sent",
    expect: "connection INTERNAL_ERROR",
    deviates: "RFC 9113 says nothing of it; the library ends the connection",
    frames: [ping(FLAG.ack), get(1)],
    twin: [ping(), get(1)],
  },
  {
    section: "8.1",
    rule: "HEADERS behind content ends the stream",
    expect: "stream PROTOCOL_ERROR",
    frames: [post(1), data(1, "x", 0), headers(1, [["x-sum", "1"]], FLAG.endHeaders)],
    twin: [post(1), data(1, "x", 0), headers(1, [["x-sum", "1"]])],
  },
  {
    section: "8.1",
    rule: "nothing follows trailers",
    expect: CLOSED,
    frames: [headers(1, withPseudo(":path", UNJUDGED, POST), FLAG.endHeaders), headers(1, [["x-sum", "1"]]), data(1, "x")],
    twin: [post(1), headers(1, [["x-sum", "1"]])],
  },
  {
    section: "6.8",
    rule: "what was begun before the client's GOAWAY is answered",
    expect: "answered 200",
    frames: [get(1), Buffer.from("0000080700000000000000000000000000", "hex")],
    twin: [get(1)],
  },
  {
    section: "9.1",
    rule: "GET has pseudo-headers in any order",
    expect: "answered 200",
    frames: [headers(1, GET.toReversed())],
    twin: [get(1)],
  },
];
