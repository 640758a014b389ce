import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  BINARY,
  CLOSE_FRAME,
  closePayload,
  CONTINUATION,
  frame,
  type FrameSketch,
  PING,
  PONG,
  TEXT,
} from "../../../test/support/websocket_frames.ts";
import { MessageReader, type WebSocketEvent } from "./message_reader.ts";
import { OPCODE } from "./opcode.ts";
import { writeFrame } from "./write_frame.ts";

const LIMITS = { maxFrameBytes: 1_000, maxMessageBytes: 2_000 };

/** What came out, in words: `text`, `=part`, `=part.` where it ends the message, `ping p`, `close 1000`, `fault code 1002`. */
function wordOf(event: WebSocketEvent): string {
  if (event.kind === "message") return event.binary ? "binary" : "text";
  if (event.kind === "data") return `=${Buffer.from(event.bytes).toString("latin1")}${event.last ? "." : ""}`;
  if (event.kind === "close") return `close ${event.message.code ?? "null"} ${event.message.reason}`.trim();
  if (event.kind === "fault") return `fault ${event.code} ${event.close}`;
  return `${event.kind} ${Buffer.from(event.bytes).toString("latin1")}`;
}

function readAll(reader: MessageReader, chunks: readonly Uint8Array[]): readonly string[] {
  const words: string[] = [];
  for (const chunk of chunks) {
    reader.feed(Uint8Array.from(chunk));
    for (let event = reader.next(); event !== null; event = reader.next()) words.push(wordOf(event));
  }
  return words;
}

/** Parts of a message put together, so that where bytes were cut makes no difference. */
function joined(words: readonly string[]): readonly string[] {
  const out: string[] = [];
  for (const word of words) {
    const last = out.at(-1);
    if (word.startsWith("=") && last !== undefined && last.startsWith("=") && !last.endsWith("."))
      out[out.length - 1] = last + word.slice(1);
    else out.push(word);
  }
  return out;
}

/** `cut`: where it comes byte by byte, and what was good of a frame has passed when its first wrong byte comes. */
type Row = readonly [name: string, frames: readonly (FrameSketch | Uint8Array)[], expected: readonly string[], cut?: readonly string[]];

const toBytes = (frames: readonly (FrameSketch | Uint8Array)[]): Buffer =>
  Buffer.concat(frames.map((each) => (each instanceof Uint8Array ? each : frame(each))));

const ROWS: readonly Row[] = [
  ["a text message", [{ opcode: TEXT, payload: "hi" }], ["text", "=hi."]],
  ["an empty one", [{ opcode: TEXT }], ["text", "=."]],
  ["a binary message of bytes that are no text", [{ opcode: BINARY, payload: Uint8Array.of(255) }], ["binary", "=\xff."]],
  [
    "fragments with a ping between",
    [
      { opcode: TEXT, payload: "a", fin: false },
      { opcode: PING, payload: "p" },
      { opcode: CONTINUATION, payload: "b" },
    ],
    ["text", "=a", "ping p", "=b."],
  ],
  [
    "a character over two fragments",
    [
      { opcode: TEXT, payload: Uint8Array.of(0xc3), fin: false },
      { opcode: CONTINUATION, payload: Uint8Array.of(0xbc) },
    ],
    ["text", "=\xc3\xbc."],
  ],
  [
    "an empty fragment says nothing",
    [
      { opcode: TEXT, fin: false },
      { opcode: CONTINUATION, payload: "x" },
    ],
    ["text", "=x."],
  ],
  ["a pong nobody asked for", [{ opcode: PONG, payload: "x" }], ["pong x"]],
  [
    "a close, and nothing after it",
    [
      { opcode: CLOSE_FRAME, payload: closePayload(1000, "ok") },
      { opcode: TEXT, payload: "x" },
    ],
    ["close 1000 ok"],
  ],
  ["a close without code", [{ opcode: CLOSE_FRAME }], ["close null"]],
  [
    "a close inside a message",
    [
      { opcode: TEXT, payload: "a", fin: false },
      { opcode: CLOSE_FRAME, payload: closePayload(1001) },
    ],
    ["text", "=a", "close 1001"],
  ],
  ["the longest that is allowed", [{ opcode: BINARY, payload: "x".repeat(1_000) }], ["binary", `=${"x".repeat(1_000)}.`]],
  ["RSV1", [{ opcode: TEXT, rsv: 4 }], ["fault reserved_bits 1002"]],
  ["RSV2", [{ opcode: TEXT, rsv: 2 }], ["fault reserved_bits 1002"]],
  ["RSV3 of a control frame", [{ opcode: PING, rsv: 1 }], ["fault reserved_bits 1002"]],
  ["opcode 3", [{ opcode: 3 }], ["fault reserved_opcode 1002"]],
  ["opcode 7", [{ opcode: 7 }], ["fault reserved_opcode 1002"]],
  ["opcode 11", [{ opcode: 11 }], ["fault reserved_opcode 1002"]],
  ["opcode 15", [{ opcode: 15 }], ["fault reserved_opcode 1002"]],
  ["no mask", [{ opcode: TEXT, masked: false }], ["fault mask_missing 1002"]],
  ["a length of 125 in 16 bits", [{ opcode: TEXT, payload: "x".repeat(125), lengthBits: 16 }], ["fault length_not_minimal 1002"]],
  ["a length of 126 in 64 bits", [{ opcode: TEXT, payload: "x".repeat(126), lengthBits: 64 }], ["fault length_not_minimal 1002"]],
  ["a length with the highest bit", [Buffer.from("82ff800000000000000037fa213d", "hex")], ["fault length_too_large 1009"]],
  ["a length beyond 2^53", [Buffer.from("82ff002000000000000037fa213d", "hex")], ["fault length_too_large 1009"]],
  ["a frame that is too large, before its payload", [{ opcode: BINARY, told: 1_001 }], ["fault frame_too_large 1009"]],
  [
    "a message that gets too large",
    [
      { opcode: BINARY, payload: "x".repeat(999), fin: false },
      { opcode: CONTINUATION, payload: "x".repeat(999), fin: false },
      { opcode: CONTINUATION, told: 3 },
    ],
    ["binary", `=${"x".repeat(1_998)}`, "fault message_too_large 1009"],
  ],
  ["a fragmented ping", [{ opcode: PING, fin: false }], ["fault control_fragmented 1002"]],
  ["a ping of 126 bytes", [{ opcode: PING, payload: "x".repeat(126) }], ["fault control_too_long 1002"]],
  ["a continuation of nothing", [{ opcode: CONTINUATION }], ["fault continuation_unasked 1002"]],
  [
    "a continuation after the end",
    [{ opcode: TEXT, payload: "a" }, { opcode: CONTINUATION }],
    ["text", "=a.", "fault continuation_unasked 1002"],
  ],
  [
    "a message inside a message",
    [{ opcode: TEXT, payload: "a", fin: false }, { opcode: BINARY }],
    ["text", "=a", "fault message_unfinished 1002"],
  ],
  [
    "a wrong byte",
    [{ opcode: TEXT, payload: Uint8Array.of(0x61, 0xff) }],
    ["text", "fault invalid_utf8 1007"],
    ["text", "=a", "fault invalid_utf8 1007"],
  ],
  ["text that ends inside a character", [{ opcode: TEXT, payload: Uint8Array.of(0xc3) }], ["text", "fault invalid_utf8 1007"]],
  [
    "a surrogate",
    [{ opcode: TEXT, payload: Uint8Array.of(0xed, 0xa0, 0x80) }],
    ["text", "fault invalid_utf8 1007"],
    ["text", "=\xed", "fault invalid_utf8 1007"],
  ],
  ["a close of one byte", [{ opcode: CLOSE_FRAME, payload: "x" }], ["fault close_malformed 1002"]],
  ["a close with 1006", [{ opcode: CLOSE_FRAME, payload: closePayload(1006) }], ["fault close_malformed 1002"]],
  ["a reason that is not UTF-8", [{ opcode: CLOSE_FRAME, payload: Uint8Array.of(3, 232, 0xff) }], ["fault invalid_utf8 1007"]],
  [
    "a hundred empty fragments",
    [{ opcode: TEXT, fin: false }, ...Array.from({ length: 99 }, () => ({ opcode: CONTINUATION, fin: false })), { opcode: CONTINUATION }],
    ["text", "=."],
  ],
  [
    "one more",
    [{ opcode: TEXT, fin: false }, ...Array.from({ length: 100 }, () => ({ opcode: CONTINUATION, fin: false }))],
    ["text", "fault empty_fragments 1008"],
  ],
];

test("frames mean what RFC 6455 says, wherever they are cut", () => {
  for (const [name, frames, expected, cut = expected] of ROWS) {
    const bytes = toBytes(frames);
    assert.deepEqual(joined(readAll(new MessageReader(true, LIMITS), [bytes])), expected, name);
    assert.deepEqual(
      joined(
        readAll(
          new MessageReader(true, LIMITS),
          [...bytes].map((byte) => Uint8Array.of(byte)),
        ),
      ),
      cut,
      `${name}, byte by byte`,
    );
  }
  assert.equal(ROWS.length, 38);
});

test("a server's frames must not be masked", () => {
  assert.deepEqual(readAll(new MessageReader(false, LIMITS), [frame({ opcode: TEXT, payload: "a" })]), ["fault mask_forbidden 1002"]);
  assert.deepEqual(readAll(new MessageReader(false, LIMITS), [frame({ opcode: TEXT, payload: "a", masked: false })]), ["text", "=a."]);
});

test("a peer that stops inside a head, a frame or a message is known to have", () => {
  const rows: readonly (readonly [bytes: Uint8Array, mid: boolean])[] = [
    [frame({ opcode: TEXT, payload: "abc" }), false],
    [frame({ opcode: TEXT, payload: "abc" }).subarray(0, 1), true],
    [frame({ opcode: PING, payload: "abc" }).subarray(0, 7), true],
    [frame({ opcode: TEXT, payload: "abc", fin: false }), true],
  ];
  for (const [bytes, mid] of rows) {
    const reader = new MessageReader(true, LIMITS);
    readAll(reader, [bytes]);
    assert.equal(reader.isMidMessage, mid);
  }
  assert.equal(rows.length, 4);
});

test("whatever is written is read back, however it is fragmented and cut; no bytes make the reader throw", () => {
  const message = fc.record({
    binary: fc.boolean(),
    parts: fc.array(fc.string({ unit: "binary", maxLength: 200 }), { minLength: 1, maxLength: 4 }),
    ping: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 4 }), fc.integer({ min: 1, max: 50 }), fc.boolean(), (messages, step, masked) => {
      const key = masked ? Uint8Array.of(1, 2, 3, 250) : null;
      const chunks = messages.flatMap(({ binary, parts, ping }) =>
        parts.flatMap((part, index) => {
          const opcode = index > 0 ? OPCODE.continuation : binary ? OPCODE.binary : OPCODE.text;
          const data = writeFrame(opcode, index === parts.length - 1, new TextEncoder().encode(part), key);
          return ping ? [data, writeFrame(OPCODE.ping, true, Uint8Array.of(112), key)] : [data];
        }),
      );
      const all = Buffer.concat(chunks);
      const cut = Array.from({ length: Math.ceil(all.length / step) }, (_, index) => all.subarray(index * step, (index + 1) * step));
      const words = readAll(new MessageReader(masked, { maxFrameBytes: 4_000, maxMessageBytes: 4_000 }), cut);
      const contents = words.filter((word) => word.startsWith("="));
      const expected = messages.map(({ parts }) => Buffer.from(parts.join("")).toString("latin1"));
      assert.equal(contents.join("").replaceAll(/=|\.(?==|$)/gu, ""), expected.join("").replaceAll(/=|\.(?==|$)/gu, ""));
      assert.equal(
        words.filter((word) => word.startsWith("ping")).length,
        messages.reduce((sum, { ping, parts }) => sum + (ping ? parts.length : 0), 0),
      );
    }),
    { numRuns: 60 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (bytes, masked) => {
      const words = readAll(new MessageReader(masked, LIMITS), [bytes]);
      assert.ok(words.length <= bytes.length + 1);
    }),
  );
});
