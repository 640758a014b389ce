/** States, numbers and how many of them: streams (RFC 9113 section 5.1). */
import { indexedField, literalFields, rememberedField } from "../../support/hpack.ts";
import { data, FLAG, headers, PREFACE, priority, reset, settings, windowUpdate } from "../../support/http2_frames.ts";
import { get, GET, type Http2Case, post, POST, withPseudo } from "./http2_case.ts";
import { UNJUDGED } from "./observe.ts";

const PROTOCOL = "connection PROTOCOL_ERROR";
const CLOSED = "connection STREAM_CLOSED";
/** Requests for what never comes on these streams. */
const open = (count: number): readonly Buffer[] =>
  Array.from({ length: count }, (_, index) => headers(2 * index + 1, withPseudo(":path", UNJUDGED)));
const unread = headers(1, withPseudo(":path", UNJUDGED, POST), FLAG.endHeaders);
const begun = (...pairs: readonly (readonly [number, number])[]): Buffer => Buffer.concat([PREFACE, settings(pairs)]);
const PASSED_OVER = "the library takes it for closed by a reset and ignores what comes there; no exchange begins";

export const STREAM_CASES: readonly Http2Case[] = [
  { section: "5.1", rule: "idle: no DATA", expect: PROTOCOL, frames: [data(1, "x")], twin: [post(1), data(1, "x")] },
  { section: "5.1", rule: "idle: no RST_STREAM", expect: PROTOCOL, frames: [reset(1)], twin: [priority(1, 0), get(1)] },
  { section: "5.1", rule: "idle: no WINDOW_UPDATE", expect: PROTOCOL, frames: [windowUpdate(1, 1)], twin: [get(1), windowUpdate(1, 1)] },
  {
    section: "5.1",
    rule: "half-closed by the client: no DATA",
    expect: CLOSED,
    frames: [headers(1, withPseudo(":path", UNJUDGED)), data(1, "x")],
    twin: [post(1), data(1, "", 0), data(1, "x")],
  },
  {
    section: "5.1",
    rule: "half-closed by the client: no HEADERS",
    expect: CLOSED,
    frames: [headers(1, withPseudo(":path", UNJUDGED)), get(1)],
    twin: [post(1), data(1, "x", 0), headers(1, [["x-sum", "1"]])],
  },
  {
    section: "5.1",
    rule: "half-closed by the client: WINDOW_UPDATE, PRIORITY and RST_STREAM are right",
    expect: "answered 200",
    frames: [get(1), priority(1, 0), windowUpdate(1, 1), get(3), reset(3)],
    twin: [get(1)],
  },
  {
    section: "5.1",
    rule: "closed by the client's RST_STREAM: HEADERS are ignored, but take part in the compression (4.3)",
    expect: "answered 200",
    frames: [
      unread,
      reset(1),
      headers(1, rememberedField(["x-a", "1"])),
      headers(3, Buffer.concat([literalFields(GET), indexedField(62)])),
    ],
    twin: [unread, reset(1), get(3)],
    on: 3,
  },
  {
    section: "5.1",
    rule: "closed by the client's RST_STREAM: DATA is ignored",
    expect: "answered 200",
    frames: [unread, reset(1), data(1, "x"), get(3)],
    twin: [unread, data(1, "x", 0), reset(1), get(3)],
    on: 3,
  },
  { section: "5.1.1", rule: "a client's streams are odd", expect: PROTOCOL, frames: [get(2)], twin: [get(1)] },
  {
    section: "5.1.1",
    rule: "streams are opened in ascending order",
    expect: "silence",
    deviates: PASSED_OVER,
    frames: [get(5), get(3)],
    twin: [get(1), get(3)],
    on: 3,
  },
  {
    section: "5.1.1",
    rule: "a stream that was passed over is closed",
    expect: "answered 200",
    deviates: PASSED_OVER,
    frames: [get(5), data(3, "x")],
    twin: [get(5), priority(3, 0)],
    on: 5,
  },
  {
    section: "5.1.2",
    rule: "no more streams at once than SETTINGS_MAX_CONCURRENT_STREAMS",
    expect: PROTOCOL,
    frames: [...open(100), get(201)],
    twin: [...open(99), get(201)],
    on: 201,
  },
  {
    section: "5.1.2",
    rule: "the same before the client has seen the setting",
    expect: "stream REFUSED_STREAM",
    opening: begun(),
    frames: [...open(100), get(201)],
    twinOpening: begun(),
    twin: [...open(99), get(201)],
    on: 201,
  },
  {
    section: "RFC 7540 5.3.1",
    rule: "a stream does not depend on itself",
    expect: "answered 200",
    deviates: "the library reads no PRIORITY frame any more (RFC 9113 5.3.2 deprecates them)",
    frames: [priority(1, 1), get(1)],
    twin: [priority(1, 3), get(1)],
  },
];
