import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { type HelloSketch, helloBody, vector } from "../../../test/support/client_hello.ts";
import { parseClientHello } from "./client_hello.ts";

const parse = (sketch: HelloSketch): ReturnType<typeof parseClientHello> => parseClientHello(new Uint8Array(helloBody(sketch)));
const text = (value: string): readonly number[] => [...new TextEncoder().encode(value)];

test("all that a fingerprint needs is found, in order", () => {
  const hello = parse({
    ciphers: [0x0a0a, 0x1301, 0x00ff],
    extensions: [
      [0, vector(2, [0, ...vector(2, text("a.test"))])],
      [16, vector(2, [...vector(1, text("h2")), ...vector(1, text("http/1.1"))])],
      [43, vector(1, [3, 4, 3, 3])],
      [13, vector(2, [4, 3, 8, 4])],
      [0x1234, [1, 2, 3]],
    ],
  });
  assert.deepEqual(hello, {
    version: 0x0303,
    ciphers: [0x0a0a, 0x1301, 0x00ff],
    extensions: [0, 16, 43, 13, 0x1234],
    supportedVersions: [0x0304, 0x0303],
    signatureAlgorithms: [0x0403, 0x0804],
    firstAlpn: new Uint8Array(text("h2")),
  });
});

test("extensions may be left out, and ALPN may be empty", () => {
  const nothing = { version: 0x0303, ciphers: [0x1301], extensions: [], supportedVersions: null, signatureAlgorithms: [], firstAlpn: null };
  assert.deepEqual(parse({ extensions: null }), nothing);
  assert.deepEqual(parse({ extensions: [] }), nothing);
  assert.deepEqual(parse({ extensions: [[16, vector(2, [])]] }), { ...nothing, extensions: [16] });
});

const REFUSED: readonly (readonly [what: string, sketch: HelloSketch])[] = [
  ["bytes behind the extensions", { trailing: [0] }],
  ["one byte for extensions", { extensions: null, trailing: [0] }],
  ["a session id of 33 bytes", { sessionId: Array<number>(33).fill(1) }],
  ["no compression method", { compression: [] }],
  [
    "an extension twice",
    {
      extensions: [
        [5, []],
        [5, []],
      ],
    },
  ],
  ["half a version", { extensions: [[43, vector(1, [3])]] }],
  ["versions with a byte behind them", { extensions: [[43, [...vector(1, [3, 4]), 0]]] }],
  ["half a signature algorithm", { extensions: [[13, vector(2, [4])]] }],
  ["ALPN without its length", { extensions: [[16, [0]]] }],
  ["an ALPN name beyond its list", { extensions: [[16, vector(2, [5, 1])]] }],
];

test("what is malformed is none", () => {
  for (const [what, sketch] of REFUSED) assert.equal(parse(sketch), null, what);
  assert.equal(REFUSED.length, 10);
});

test("half a cipher suite is none", () => {
  const body = [3, 3, ...Array<number>(32).fill(0), 0, 0, 1, 0x13, 1, 0];
  assert.equal(parseClientHello(new Uint8Array(body)), null);
});

test("no part of one is one, and no bytes make it throw", () => {
  const whole = helloBody({
    extensions: [
      [43, vector(1, [3, 4])],
      [16, vector(2, vector(1, text("h2")))],
    ],
  });
  // Up to the extensions it would be a hello without any.
  const bare = helloBody({ extensions: null }).length;
  for (let length = 0; length < whole.length; length += 1)
    assert.equal(parseClientHello(new Uint8Array(whole.slice(0, length))) !== null, length === bare, String(length));
  fc.assert(
    fc.property(fc.array(fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255) }), { maxLength: 4 }), (changes) => {
      const bytes = new Uint8Array(whole);
      for (const { at, to } of changes) bytes[at] = to;
      parseClientHello(bytes);
    }),
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => void parseClientHello(bytes)));
});
