/**
 * What RFC 6455 demands of frames, as cases: bytes that break a MUST and the code with which whoever sent them is told, and a twin that keeps it and passes. All that do
 * not depend on the direction are played from both sides.
 */
import { BINARY, CLOSE_FRAME, closePayload, CONTINUATION, type FrameSketch, PING, PONG, TEXT } from "../../support/websocket_frames.ts";

export type From = "client" | "server";

/** Frames, or bytes of hex. */
export type Sent = readonly (FrameSketch | string)[];

export interface FrameCase {
  /** Section of RFC 6455, and what it demands. */
  readonly name: string;
  readonly from: readonly From[];
  readonly bad: Sent;
  /** Code of the Close that the sender of `bad` gets. */
  readonly close: number;
  readonly good: Sent;
  /** What the other side gets of `good`: `text:`, `binary:` and hex, `ping:`, `pong:`, `close:` and code. */
  readonly seen: readonly string[];
}

const BOTH: readonly From[] = ["client", "server"];
const GOOD: Sent = [{ opcode: TEXT, payload: "good" }];
const GOOD_SEEN: readonly string[] = ["text:good"];
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));
const text = (hex: string): FrameSketch => ({ opcode: TEXT, payload: bytes(hex) });

const masking: readonly FrameCase[] = [
  {
    name: "5.1: a client MUST mask all frames",
    from: ["client"],
    bad: [{ opcode: TEXT, payload: "a", masked: false }],
    close: 1002,
    good: GOOD,
    seen: GOOD_SEEN,
  },
  {
    name: "5.1: control frames of a client too",
    from: ["client"],
    bad: [{ opcode: PONG, masked: false }],
    close: 1002,
    good: [{ opcode: PONG, payload: "x" }],
    seen: ["pong:x"],
  },
  {
    name: "5.1: a server MUST NOT mask frames",
    from: ["server"],
    bad: [{ opcode: TEXT, payload: "a", masked: true }],
    close: 1002,
    good: [{ opcode: TEXT, payload: "good", masked: false }],
    seen: GOOD_SEEN,
  },
];

const reservedBits: readonly FrameCase[] = [4, 2, 1].flatMap((rsv) =>
  [TEXT, PING].map((opcode) => ({
    name: `5.2: RSV${rsv === 4 ? 1 : rsv === 2 ? 2 : 3} MUST be 0 in opcode ${opcode} where no extension was negotiated`,
    from: BOTH,
    bad: [{ opcode, rsv, payload: "a" }],
    close: 1002,
    good: GOOD,
    seen: GOOD_SEEN,
  })),
);

const reservedOpcodes: readonly FrameCase[] = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode) => ({
  name: `5.2: the unknown opcode ${opcode} MUST fail the connection`,
  from: BOTH,
  bad: [{ opcode, payload: "a" }],
  close: 1002,
  good: [{ opcode: BINARY, payload: "a" }],
  seen: ["binary:61"],
}));

const lengths: readonly FrameCase[] = [
  ...([0, 1, 125] as const).map((length) => ({
    name: `5.2: the minimal number of bytes MUST encode a length of ${length}, not 16 bits`,
    from: BOTH,
    bad: [{ opcode: BINARY, payload: "x".repeat(length), lengthBits: 16 as const }],
    close: 1002,
    good: [{ opcode: TEXT, payload: "x".repeat(length) }],
    seen: [`text:${"x".repeat(length)}`],
  })),
  ...([0, 125, 126, 65_535] as const).map((length) => ({
    name: `5.2: the minimal number of bytes MUST encode a length of ${length}, not 64 bits`,
    from: BOTH,
    bad: [{ opcode: BINARY, payload: "x".repeat(length), lengthBits: 64 as const }],
    close: 1002,
    good: [{ opcode: TEXT, payload: "x".repeat(length) }],
    seen: [`text:${"x".repeat(length)}`],
  })),
  {
    name: "5.2: the most significant bit of a 64-bit length MUST be 0",
    from: ["client"],
    bad: ["82ff80000000000000010102030461"],
    close: 1009,
    good: [{ opcode: TEXT, payload: "x".repeat(65_536) }],
    seen: [`text:${"x".repeat(65_536)}`],
  },
  {
    name: "5.2: the most significant bit of a 64-bit length MUST be 0, of a server's frame",
    from: ["server"],
    bad: ["827f800000000000000161"],
    close: 1009,
    good: [{ opcode: TEXT, payload: "x".repeat(65_536) }],
    seen: [`text:${"x".repeat(65_536)}`],
  },
];

const fragmentation: readonly FrameCase[] = [
  {
    name: "5.4: a fragment MUST continue a message",
    from: BOTH,
    bad: [{ opcode: CONTINUATION, payload: "a" }],
    close: 1002,
    good: [
      { opcode: TEXT, payload: "a", fin: false },
      { opcode: CONTINUATION, payload: "b" },
    ],
    seen: ["text:ab"],
  },
  {
    name: "5.4: a fragment MUST NOT follow a message that has ended",
    from: BOTH,
    bad: [
      { opcode: TEXT, payload: "a", fin: false },
      { opcode: CONTINUATION, payload: "b" },
      { opcode: CONTINUATION, payload: "c" },
    ],
    close: 1002,
    good: [
      { opcode: TEXT, payload: "a", fin: false },
      { opcode: CONTINUATION, payload: "b", fin: false },
      { opcode: CONTINUATION, payload: "c" },
    ],
    seen: ["text:abc"],
  },
  ...[TEXT, BINARY].map((opcode) => ({
    name: `5.4: fragments of a message MUST NOT be interleaved with those of another, opcode ${opcode}`,
    from: BOTH,
    bad: [
      { opcode: TEXT, payload: "a", fin: false },
      { opcode, payload: "b", fin: false },
    ],
    close: 1002,
    good: [
      { opcode: TEXT, payload: "a", fin: false },
      { opcode: CONTINUATION, payload: "b" },
      { opcode, payload: "c" },
    ],
    seen: ["text:ab", opcode === TEXT ? "text:c" : "binary:63"],
  })),
  {
    name: "5.4: control frames MUST NOT be fragmented, and may stand between fragments",
    from: BOTH,
    bad: [{ opcode: PING, payload: "p", fin: false }],
    close: 1002,
    good: [
      { opcode: TEXT, payload: "a", fin: false },
      { opcode: PONG, payload: "p" },
      { opcode: CONTINUATION, payload: "b" },
    ],
    seen: ["pong:p", "text:ab"],
  },
  {
    name: "5.4: the type of all fragments is that of the first: binary ones need not be UTF-8",
    from: BOTH,
    bad: [
      { opcode: TEXT, payload: "a", fin: false },
      { opcode: CONTINUATION, payload: bytes("ff") },
    ],
    close: 1007,
    good: [
      { opcode: BINARY, payload: "a", fin: false },
      { opcode: CONTINUATION, payload: bytes("ff") },
    ],
    seen: ["binary:61ff"],
  },
];

const control: readonly FrameCase[] = [
  ...[PING, PONG, CLOSE_FRAME].map((opcode) => ({
    name: `5.5: a control frame MUST have at most 125 bytes, opcode ${opcode}`,
    from: BOTH,
    bad: [{ opcode, payload: "x".repeat(126) }],
    close: 1002,
    good:
      opcode === CLOSE_FRAME ? [{ opcode, payload: closePayload(1000, "x".repeat(123)) }] : [{ opcode: PONG, payload: "x".repeat(125) }],
    seen: [opcode === CLOSE_FRAME ? "close:1000" : `pong:${"x".repeat(125)}`],
  })),
  ...[PONG, CLOSE_FRAME].map((opcode) => ({
    name: `5.5: a control frame MUST NOT be fragmented, opcode ${opcode}`,
    from: BOTH,
    bad: [{ opcode, fin: false }],
    close: 1002,
    good: [{ opcode: CLOSE_FRAME }],
    seen: ["close:null"],
  })),
  {
    name: "5.5.1: a Close's body, if there is one, MUST begin with a code of two bytes",
    from: BOTH,
    bad: [{ opcode: CLOSE_FRAME, payload: bytes("03") }],
    close: 1002,
    good: [{ opcode: CLOSE_FRAME, payload: closePayload(1001) }],
    seen: ["close:1001"],
  },
  {
    name: "5.5.1: a Close's reason MUST be UTF-8",
    from: BOTH,
    bad: [{ opcode: CLOSE_FRAME, payload: bytes("03e8c3") }],
    close: 1007,
    good: [{ opcode: CLOSE_FRAME, payload: bytes("03e8c3bc") }],
    seen: ["close:1000"],
  },
  {
    name: "5.5.1: nothing MUST be sent after a Close: what comes is not passed on",
    from: BOTH,
    bad: [{ opcode: CLOSE_FRAME, payload: closePayload(1006) }],
    close: 1002,
    good: [{ opcode: CLOSE_FRAME, payload: closePayload(1000) }, { opcode: TEXT, payload: "late" }, { opcode: 3 }],
    seen: ["close:1000"],
  },
];

const codes: readonly FrameCase[] = [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535].map((code, index) => {
  const allowed = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4999][index] ?? 1000;
  return {
    name: `7.4: the code ${code} MUST NOT be sent, ${allowed} may`,
    from: BOTH,
    bad: [{ opcode: CLOSE_FRAME, payload: closePayload(code) }],
    close: 1002,
    good: [{ opcode: CLOSE_FRAME, payload: closePayload(allowed) }],
    seen: [`close:${allowed}`],
  };
});

/** Bytes that are not UTF-8, and the nearest that are (Unicode standard, table 3-7). */
const NOT_UTF8: readonly (readonly [name: string, bad: string, good: string])[] = [
  ["a continuation byte alone", "80", "c280"],
  ["an overlong slash of two bytes", "c0af", "2f"],
  ["an overlong form of three bytes", "e09fbf", "e0a080"],
  ["an overlong form of four bytes", "f08fbfbf", "f0908080"],
  ["the first surrogate", "eda080", "ed9fbf"],
  ["the last surrogate", "edbfbf", "ee8080"],
  ["a code point above U+10FFFF", "f4908080", "f48fbfbf"],
  ["a byte of no form", "f5808080", "f3808080"],
  ["FF", "ff", "c3bf"],
  ["a sequence that breaks off", "e282", "e282ac"],
  ["a sequence that goes on with ASCII", "e28241", "e2828241"],
];

const utf8: readonly FrameCase[] = NOT_UTF8.flatMap(([name, bad, good]) => {
  const seen = [`text:${Buffer.from(good, "hex").toString("latin1")}`];
  return [
    { name: `8.1: text MUST be UTF-8, ${name}`, from: BOTH, bad: [text(bad)], close: 1007, good: [text(good)], seen },
    {
      name: `8.1: text MUST be UTF-8 over its fragments, ${name}`,
      from: BOTH,
      bad: [
        { opcode: TEXT, payload: bytes(bad.slice(0, 2)), fin: false },
        { opcode: CONTINUATION, payload: bytes(bad.slice(2)) },
      ],
      close: 1007,
      good: [
        { opcode: TEXT, payload: bytes(good.slice(0, 2)), fin: false },
        { opcode: CONTINUATION, payload: bytes(good.slice(2)) },
      ],
      seen,
    },
  ];
});

export const FRAME_CASES: readonly FrameCase[] = [
  ...masking,
  ...reservedBits,
  ...reservedOpcodes,
  ...lengths,
  ...fragmentation,
  ...control,
  ...codes,
  ...utf8,
];
