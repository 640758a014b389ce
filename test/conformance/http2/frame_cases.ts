/** Each type of frame: its stream, its size, its padding (RFC 9113 section 6). */
import { literalFields } from "../../support/hpack.ts";
import {
  continuation,
  data,
  FLAG,
  FRAME,
  frame,
  goaway,
  headers,
  ping,
  PREFACE,
  priority,
  reset,
  SETTING,
  settings,
  uint32,
  WHOLE,
  windowUpdate,
} from "../../support/http2_frames.ts";
import { get, GET, type Http2Case, OPENING, post, POST } from "./http2_case.ts";

const NOTHING = Buffer.alloc(0);
const PROTOCOL = "connection PROTOCOL_ERROR";
const SIZE = "connection FRAME_SIZE_ERROR";
const block = literalFields(GET);
const [first, rest] = [block.subarray(0, 20), block.subarray(20)];
const pad = (bytes: number, payload: Uint8Array): Buffer => Buffer.concat([Buffer.from([bytes]), payload, Buffer.alloc(bytes)]);
const withPriority = (stream: number, dependsOn: number): Buffer =>
  headers(stream, Buffer.concat([uint32(dependsOn), Buffer.from([15]), block]), WHOLE + FLAG.priority);
const content = (bytes: number): Buffer => Buffer.alloc(bytes, "x");

export const FRAME_CASES: readonly Http2Case[] = [
  { section: "6.1", rule: "DATA has a stream", expect: PROTOCOL, frames: [data(0, "x"), get(1)], twin: [post(1), data(1, "x")] },
  {
    section: "6.1",
    rule: "the padding of DATA is shorter than its payload",
    expect: PROTOCOL,
    frames: [post(1), data(1, Buffer.from([5, 1, 2, 3, 4]), FLAG.endStream + FLAG.padded)],
    twin: [post(1), data(1, pad(4, content(1)), FLAG.endStream + FLAG.padded)],
  },
  {
    section: "6.1",
    rule: "padded DATA says how much of it is padding",
    expect: PROTOCOL,
    deviates: "4.2 names FRAME_SIZE_ERROR; the library says PROTOCOL_ERROR, a connection error too",
    frames: [post(1), data(1, NOTHING, FLAG.endStream + FLAG.padded)],
    twin: [post(1), data(1, Buffer.from([0]), FLAG.endStream + FLAG.padded)],
  },
  { section: "6.2", rule: "HEADERS has a stream", expect: PROTOCOL, frames: [headers(0, GET), get(1)], twin: [get(1)] },
  {
    section: "6.2",
    rule: "the padding of HEADERS is shorter than its payload",
    expect: PROTOCOL,
    frames: [headers(1, Buffer.concat([Buffer.from([block.length + 1]), block]), WHOLE + FLAG.padded)],
    twin: [headers(1, pad(200, block), WHOLE + FLAG.padded)],
  },
  {
    section: "6.2",
    rule: "HEADERS with a priority has room for it",
    expect: SIZE,
    frames: [headers(1, content(4), WHOLE + FLAG.priority)],
    twin: [withPriority(1, 0)],
  },
  {
    section: "6.3",
    rule: "PRIORITY has a stream",
    expect: "answered 200",
    deviates: "the library reads no PRIORITY frame any more (5.3.2 deprecates them), so none can do anything",
    frames: [priority(0, 3), get(1)],
    twin: [priority(9, 3), priority(1, 3), get(1)],
  },
  {
    section: "6.3",
    rule: "PRIORITY has 5 bytes",
    expect: SIZE,
    frames: [get(1), frame(FRAME.priority, 0, 1, content(4))],
    twin: [priority(1, 3), get(1)],
  },
  {
    section: "6.4",
    rule: "RST_STREAM has a stream",
    expect: PROTOCOL,
    frames: [reset(0), get(1)],
    twin: [get(3), reset(3), get(1 + 4)],
    on: 5,
  },
  {
    section: "6.4",
    rule: "RST_STREAM has 4 bytes",
    expect: SIZE,
    frames: [post(1), frame(FRAME.reset, 0, 1, content(3))],
    twin: [post(1), reset(1), get(3)],
    on: 3,
  },
  { section: "6.5", rule: "SETTINGS has no stream", expect: PROTOCOL, frames: [settings([], 0, 1), get(1)], twin: [settings(), get(1)] },
  {
    section: "6.5",
    rule: "the acknowledgement of SETTINGS is empty",
    expect: SIZE,
    frames: [settings([[SETTING.streams, 1]], FLAG.ack), get(1)],
    twin: [settings([[SETTING.streams, 1]]), get(1)],
  },
  {
    section: "6.5",
    rule: "a setting has 6 bytes",
    expect: SIZE,
    frames: [frame(FRAME.settings, 0, 0, content(7)), get(1)],
    twin: [frame(FRAME.settings, 0, 0, NOTHING), get(1)],
  },
  {
    section: "6.6",
    rule: "a client promises nothing",
    expect: PROTOCOL,
    frames: [get(1), frame(FRAME.pushPromise, FLAG.endHeaders, 1, Buffer.concat([uint32(2), block]))],
    twin: [get(1)],
  },
  { section: "6.7", rule: "PING has no stream", expect: PROTOCOL, frames: [ping(0, 1), get(1)], twin: [ping(), get(1)] },
  {
    section: "6.7",
    rule: "PING has 8 bytes",
    expect: SIZE,
    frames: [ping(0, 0, content(7)), get(1)],
    twin: [ping(), get(1)],
  },
  {
    section: "6.8",
    rule: "GOAWAY has no stream",
    expect: PROTOCOL,
    frames: [frame(FRAME.goaway, 0, 1, Buffer.concat([uint32(0), uint32(0)])), get(1)],
    twin: [get(1), goaway(0, 0, "bye")],
  },
  {
    section: "6.9",
    rule: "WINDOW_UPDATE has 4 bytes",
    expect: SIZE,
    frames: [frame(FRAME.windowUpdate, 0, 0, content(3)), get(1)],
    twin: [windowUpdate(0, 1), get(1)],
  },
  {
    section: "6.10",
    rule: "CONTINUATION has a stream",
    expect: PROTOCOL,
    frames: [headers(1, first, FLAG.endStream), continuation(0, rest)],
    twin: [headers(1, first, FLAG.endStream), continuation(1, rest)],
  },
  {
    section: "6.10",
    rule: "CONTINUATION follows a field section that goes on",
    expect: PROTOCOL,
    frames: [post(1), continuation(1, literalFields([["x", "y"]]))],
    twin: [headers(1, POST, 0), continuation(1, literalFields([["x", "y"]])), data(1, "")],
  },
  {
    section: "6.10",
    rule: "CONTINUATION is of the same stream",
    expect: PROTOCOL,
    frames: [headers(1, first, FLAG.endStream), continuation(3, rest)],
    twin: [headers(1, first, FLAG.endStream), continuation(1, NOTHING, 0), continuation(1, rest)],
  },
  {
    section: "6.10",
    rule: "CONTINUATION needs HEADERS before it",
    expect: PROTOCOL,
    frames: [continuation(1, block)],
    twin: [headers(1, NOTHING, FLAG.endStream), continuation(1, block)],
  },
  {
    section: "5.5",
    rule: "unknown settings are ignored, known ones are not",
    expect: PROTOCOL,
    opening: Buffer.concat([PREFACE, settings([[SETTING.push, 2]])]),
    frames: [get(1)],
    twinOpening: Buffer.concat([OPENING, settings([[0xf0f0, 7]])]),
    twin: [get(1)],
  },
];
