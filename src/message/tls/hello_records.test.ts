import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { helloMessage, toRecords, vector } from "../../../test/support/client_hello.ts";
import { MAX_HELLO_BYTES, MAX_HELLO_RECORDS, readClientHello } from "./hello_records.ts";

const MESSAGE = helloMessage({ extensions: [[43, vector(1, [3, 4])]] });
const kind = (bytes: Uint8Array): string => readClientHello(bytes).kind;

test("a hello in one record or several is the same, and every part of it asks for more", () => {
  const whole = readClientHello(toRecords(MESSAGE));
  assert.equal(whole.kind, "hello");
  for (const size of [1_000, 40, 10, 5]) {
    const bytes = toRecords(MESSAGE, size);
    assert.deepEqual(readClientHello(bytes), whole, `records of ${size}`);
    for (let length = 0; length < bytes.length; length += 1) assert.equal(kind(bytes.subarray(0, length)), "more", `${size} ${length}`);
    assert.deepEqual(readClientHello(new Uint8Array([...bytes, 1, 2, 3])), whole);
  }
});

test("bytes behind the message in its record are not its business", () => {
  assert.equal(kind(toRecords([...MESSAGE, 9, 9])), "hello");
});

/** A message of so many bytes. */
const padded = (length: number): readonly number[] => {
  const rest = length - helloMessage({ extensions: [[21, []]] }).length;
  return helloMessage({ extensions: [[21, Array<number>(rest).fill(0)]] });
};

const ROWS: readonly (readonly [what: string, bytes: Uint8Array, kind: string])[] = [
  ["nothing", new Uint8Array(), "more"],
  ["HTTP", new TextEncoder().encode("GET / HTTP/1.1\r\n"), "refused"],
  ["a hello of SSL 2", new Uint8Array([0x80, 0x2e, 1, 3, 1]), "refused"],
  ["an alert", new Uint8Array([21]), "refused"],
  ["another major version", new Uint8Array([22, 2]), "refused"],
  ["another minor version", new Uint8Array([22, 3, 5]), "refused"],
  ["an empty record", new Uint8Array([22, 3, 1, 0, 0]), "refused"],
  ["a record above the bound", new Uint8Array([22, 3, 1, 0x40, 1]), "refused"],
  ["a record far above the bound", new Uint8Array([22, 3, 1, 0x41]), "refused"],
  ["another handshake message", new Uint8Array([22, 3, 1, 0, 4, 2]), "refused"],
  ["a message of megabytes", new Uint8Array([22, 3, 1, 0, 4, 1, 1]), "refused"],
  ["a malformed hello", toRecords([1, 0, 0, 1, 0]), "refused"],
  ["another record in between", new Uint8Array([...toRecords(MESSAGE.slice(0, 20)), 23, 3, 1, 0, 1, 0]), "refused"],
  ["as many records as may be", toRecords(MESSAGE, Math.ceil(MESSAGE.length / MAX_HELLO_RECORDS)), "hello"],
  ["more records", toRecords(MESSAGE, 3), "refused"],
  ["as long as may be", toRecords(padded(MAX_HELLO_BYTES + 4)), "hello"],
  ["longer", toRecords(padded(MAX_HELLO_BYTES + 5)), "refused"],
];

test("what is none, or beyond the bounds, is refused by the first byte that tells", () => {
  for (const [what, bytes, expected] of ROWS) assert.equal(kind(bytes), expected, what);
  assert.equal(ROWS.length, 17);
});

test("no bytes make it throw, and more bytes change no decision", () => {
  const start = toRecords(MESSAGE, 30);
  fc.assert(
    fc.property(fc.nat(start.length), fc.uint8Array({ maxLength: 60 }), (cut, tail) => {
      const bytes = new Uint8Array([...start.subarray(0, cut), ...tail]);
      let decided: string | null = null;
      for (let length = 0; length <= bytes.length; length += 1) {
        const now = kind(bytes.subarray(0, length));
        if (decided !== null) assert.equal(now, decided);
        else if (now !== "more") decided = now;
      }
    }),
  );
});
