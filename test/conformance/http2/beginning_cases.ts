/** How a connection begins, and what frames and field sections are cut into (RFC 9113 sections 3.4 and 4). */
import { literalFields } from "../../support/hpack.ts";
import { continuation, data, FLAG, frame, headers, ping, PREFACE, settings } from "../../support/http2_frames.ts";
import { get, GET, type Http2Case, post } from "./http2_case.ts";

const PREFACE_DEVIATES = "the GOAWAY, which may be left out, says INTERNAL_ERROR instead of PROTOCOL_ERROR: the library gives no other";
const PROTOCOL = "connection PROTOCOL_ERROR";
const SIZE = "connection FRAME_SIZE_ERROR";
const block = literalFields(GET);
const [first, rest] = [block.subarray(0, 20), block.subarray(20)];
const content = (bytes: number): Buffer => Buffer.alloc(bytes, "x");

export const BEGINNING_CASES: readonly Http2Case[] = [
  {
    section: "3.4",
    rule: "a connection begins with the preface",
    expect: "connection INTERNAL_ERROR",
    deviates: PREFACE_DEVIATES,
    opening: Buffer.from("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"),
    frames: [settings(), get(1)],
    twin: [get(1)],
  },
  {
    section: "3.4",
    rule: "a request of HTTP/1.1 is no preface",
    expect: "connection INTERNAL_ERROR",
    deviates: PREFACE_DEVIATES,
    opening: Buffer.from("GET /a HTTP/1.1\r\nHost: api.test\r\n\r\n"),
    frames: [],
    twin: [get(1)],
  },
  {
    section: "3.4",
    rule: "the first frame is SETTINGS",
    expect: PROTOCOL,
    opening: PREFACE,
    frames: [ping(), get(1)],
    twin: [ping(), get(1)],
  },
  {
    section: "4.1",
    rule: "frames of unknown types are ignored, but have an end",
    expect: SIZE,
    frames: [frame(0xfa, 0xff, 0, content(16_385)), get(1)],
    twin: [frame(0xfa, 0xff, 0, content(16_384)), frame(0xfb, 0, 77), get(1)],
  },
  {
    section: "4.1",
    rule: "the reserved bit of a stream is ignored, the stream is not",
    expect: PROTOCOL,
    frames: [headers(0x8000_0002, GET)],
    twin: [headers(0x8000_0001, GET)],
  },
  {
    section: "4.2",
    rule: "DATA is no larger than SETTINGS_MAX_FRAME_SIZE",
    expect: SIZE,
    frames: [post(1), data(1, content(16_385))],
    twin: [post(1), data(1, content(16_384))],
  },
  {
    section: "4.2",
    rule: "HEADERS is no larger than SETTINGS_MAX_FRAME_SIZE",
    expect: SIZE,
    frames: [headers(1, Buffer.concat([block, literalFields([["x", "y".repeat(16_384)]])]))],
    twin: [headers(1, [...GET, ["x", "y".repeat(16_000)]])],
  },
  {
    section: "4.3",
    rule: "nothing stands between the frames of one field section: PING",
    expect: PROTOCOL,
    frames: [headers(1, first, FLAG.endStream), ping(), continuation(1, rest)],
    twin: [ping(), headers(1, first, FLAG.endStream), continuation(1, rest), ping()],
  },
  {
    section: "4.3",
    rule: "nothing stands between the frames of one field section: HEADERS of another stream",
    expect: PROTOCOL,
    frames: [headers(1, first, FLAG.endStream), get(3), continuation(1, rest)],
    twin: [headers(1, first, FLAG.endStream), continuation(1, rest), get(3)],
  },
  {
    section: "4.3",
    rule: "nothing stands between the frames of one field section: an unknown frame",
    expect: PROTOCOL,
    frames: [headers(1, first, FLAG.endStream), frame(0xfa, 0, 1), continuation(1, rest)],
    twin: [frame(0xfa, 0, 1), headers(1, first, FLAG.endStream), continuation(1, rest)],
  },
];
