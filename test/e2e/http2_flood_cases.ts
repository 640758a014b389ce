/** The floods of `http2_floods.test.ts`, and how much work each may make at most (RFC 9113 section 10.5, and the CVE that made each known). */
import { get, GET, post, POST, withPseudo } from "../conformance/http2/http2_case.ts";
import { indexedField, literalFields, rememberedField } from "../support/hpack.ts";
import {
  continuation,
  data,
  FLAG,
  frame,
  goaway,
  headers,
  ping,
  priority,
  reset,
  SETTING,
  settings,
  windowUpdate,
} from "../support/http2_frames.ts";
import type { Flood } from "../support/http2_flood.ts";

/** Streams of a connection, and those that may be given up at once. */
const STREAMS = 100;
const GIVEN_UP = 200;
const MOST = 2 ** 31 - 1;

export interface Bound {
  readonly begun: number;
  readonly forwarded: number;
}

const nothing: Bound = { begun: 0, forwarded: 0 };
const one: Bound = { begun: 1, forwarded: 1 };
const unanswered = headers(1, withPseudo(":path", "/never"));
const odd = (index: number): number => 2 * index + 1;
const asked = (index: number, path: string): Buffer => headers(odd(index), withPseudo(":path", path));
const both = (...frames: readonly Buffer[]): Buffer => Buffer.concat(frames);

/** Floods that end their connection while they come. */
export const FLOODS: readonly (readonly [flood: Flood, bound: Bound])[] = [
  [
    { name: "rapid reset (CVE-2023-44487)", rounds: 20_000, frames: (index) => both(asked(index, "/never"), reset(odd(index))) },
    { begun: STREAMS + GIVEN_UP, forwarded: STREAMS + GIVEN_UP },
  ],
  [
    {
      name: "MadeYouReset by trailers without an end (CVE-2025-8671)",
      rounds: 20_000,
      frames: (index) => both(post(odd(index)), data(odd(index), "x", 0), headers(odd(index), [["x-a", "b"]], FLAG.endHeaders)),
    },
    { begun: GIVEN_UP, forwarded: GIVEN_UP },
  ],
  [
    {
      name: "MadeYouReset by a wrong length",
      rounds: 20_000,
      frames: (index) => both(post(odd(index), ["content-length", "5"]), data(odd(index), "x")),
    },
    { begun: GIVEN_UP, forwarded: GIVEN_UP },
  ],
  [
    {
      name: "MadeYouReset by an increment of 0",
      rounds: 20_000,
      frames: (index) => both(asked(index, "/never"), windowUpdate(odd(index), 0)),
    },
    one,
  ],
  [
    {
      name: "MadeYouReset by an overflowing window",
      rounds: 20_000,
      frames: (index) => both(asked(index, "/never"), windowUpdate(odd(index), MOST)),
    },
    one,
  ],
  [
    { name: "MadeYouReset by DATA behind the end", rounds: 20_000, frames: (index) => both(asked(index, "/never"), data(odd(index), "x")) },
    one,
  ],
  [{ name: "malformed requests", rounds: 20_000, frames: (index) => get(odd(index), ["X-A", "b"]) }, nothing],
  [
    { name: "requests that are refused", rounds: 20_000, frames: (index) => get(odd(index), ["x-a", " b"]) },
    { begun: 400, forwarded: 0 },
  ],
  [
    { name: "streams above the limit", rounds: 20_000, frames: (index) => asked(index, "/never") },
    { begun: STREAMS, forwarded: STREAMS },
  ],
  [
    {
      name: "CONTINUATION without content (CVE-2024-27983)",
      rounds: 100_000,
      frames: (index) => (index === 0 ? headers(1, GET, FLAG.endStream) : continuation(1, Buffer.alloc(0), 0)),
    },
    nothing,
  ],
  [
    {
      name: "CONTINUATION with large fields",
      rounds: 5_000,
      frames: (index) => (index === 0 ? headers(1, GET, FLAG.endStream) : continuation(1, literalFields([["x-a", "y".repeat(16_000)]]), 0)),
    },
    nothing,
  ],
  [{ name: "SETTINGS (CVE-2019-9515)", rounds: 500_000, frames: () => settings([[SETTING.window, 65_535]]) }, nothing],
  [{ name: "SETTINGS, none of whose acknowledgements are read", rounds: 500_000, deaf: true, frames: () => settings() }, nothing],
  [{ name: "PING (CVE-2019-9512)", rounds: 500_000, frames: () => ping() }, nothing],
  [{ name: "PING, none of whose answers are read", rounds: 500_000, deaf: true, frames: () => ping() }, nothing],
  [{ name: "empty DATA (CVE-2019-9518)", rounds: 500_000, before: [post(1)], frames: () => data(1, "", 0) }, one],
  [
    {
      name: "DATA that is all padding",
      rounds: 100_000,
      before: [post(1)],
      frames: () => data(1, Buffer.concat([Buffer.from([255]), Buffer.alloc(255)]), FLAG.padded),
    },
    one,
  ],
  [{ name: "DATA of one byte", rounds: 300_000, before: [post(1)], frames: () => data(1, "x", 0) }, one],
  [{ name: "PRIORITY (CVE-2019-9513)", rounds: 500_000, frames: (index) => priority(odd(index), 0) }, nothing],
  [{ name: "WINDOW_UPDATE of the connection", rounds: 500_000, frames: () => windowUpdate(0, 1) }, nothing],
  [{ name: "WINDOW_UPDATE of a stream", rounds: 500_000, before: [unanswered], frames: () => windowUpdate(1, 1) }, one],
  [{ name: "unknown frames", rounds: 500_000, frames: () => frame(0xfa, 0, 0) }, nothing],
  [{ name: "GOAWAY", rounds: 100_000, frames: () => goaway(0, 0) }, nothing],
  [{ name: "RST_STREAM of a closed stream", rounds: 500_000, before: [get(1)], frames: () => reset(1) }, one],
  [{ name: "HEADERS of a closed stream", rounds: 100_000, before: [unanswered, reset(1)], frames: () => get(1) }, one],
  [
    {
      name: "HPACK bomb: 60 MB of fields in 15 KB (CVE-2016-6581)",
      rounds: 4_000,
      frames: (index) =>
        headers(
          odd(index),
          index === 0
            ? both(literalFields(GET), rememberedField(["x-a", "y".repeat(4_000)]))
            : both(literalFields(GET), ...Array.from({ length: 15_000 }, () => indexedField(62))),
        ),
    },
    one,
  ],
  [
    {
      name: "1,500 fields",
      rounds: 10_000,
      frames: (index) => headers(odd(index), [...GET, ...Array.from({ length: 1_500 }, (_, at) => [`x-${at}`, "y"] as const)]),
    },
    nothing,
  ],
];

/** Connections on which nothing moves any more: what they hold is bounded, and so is the time. */
export const STALLS: readonly (readonly [flood: Flood, bound: Bound])[] = [
  [
    {
      name: "small answers into a window of 0 (CVE-2019-9517)",
      rounds: STREAMS,
      settings: [[SETTING.window, 0]],
      frames: (index) => get(odd(index)),
    },
    { begun: STREAMS, forwarded: STREAMS },
  ],
  [
    {
      name: "answers of 10 MB into a window of 0",
      rounds: STREAMS,
      settings: [[SETTING.window, 0]],
      frames: (index) => asked(index, "/large"),
    },
    { begun: STREAMS, forwarded: STREAMS },
  ],
  [
    {
      name: "answers of 10 MB into a window of 2 GB that nobody reads",
      rounds: STREAMS,
      settings: [[SETTING.window, MOST]],
      before: [windowUpdate(0, MOST - 65_535)],
      deaf: true,
      frames: (index) => asked(index, "/large"),
    },
    { begun: STREAMS, forwarded: STREAMS },
  ],
  [
    {
      name: "uploads to an upstream that does not answer",
      rounds: STREAMS * 5,
      frames: (index) =>
        index < STREAMS
          ? headers(odd(index), withPseudo(":path", "/never", POST), FLAG.endHeaders)
          : data(odd(index % STREAMS), Buffer.alloc(16_000), 0),
    },
    { begun: STREAMS, forwarded: STREAMS },
  ],
  [{ name: "a field section that does not end", rounds: 1, frames: () => headers(1, GET, FLAG.endStream) }, nothing],
];
