import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { derSerial, derTimeMs, inside, normalSerial, readDer } from "./der.ts";
import { parseCrlTimes } from "./crl.ts";
import { parseOcspResponse } from "./ocsp_response.ts";

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(" ", ""), "hex");
const ascii = (tag: number, text: string): { tag: number; content: Uint8Array } => ({ tag, content: Buffer.from(text) });

test("values are read with short and long lengths, and nothing that is cut off, indefinite or of a long tag", () => {
  assert.deepEqual(
    readDer(bytes("02 01 05  04 81 02 aa bb"))?.map(({ tag, content }) => [tag, Buffer.from(content).toString("hex")]),
    [
      [0x02, "05"],
      [0x04, "aabb"],
    ],
  );
  assert.deepEqual(readDer(bytes("")), []);
  for (const bad of ["02", "02 02 05", "30 80 00 00", "1f 81 01 00", "04 85 00 00 00 00 01 aa", "04 82 01"])
    assert.equal(readDer(bytes(bad)), null, bad);
  assert.equal(inside(readDer(bytes("30 03 02 01 05"))?.[0], 0x30)?.length, 1);
  assert.equal(inside(readDer(bytes("31 03 02 01 05"))?.[0], 0x30), null);
});

test("times are those of RFC 5280: a two-digit year below 50 is of this century", () => {
  assert.equal(derTimeMs(ascii(0x17, "491231235959Z")), Date.UTC(2049, 11, 31, 23, 59, 59));
  assert.equal(derTimeMs(ascii(0x17, "500101000000Z")), Date.UTC(1950, 0, 1));
  assert.equal(derTimeMs(ascii(0x18, "20500102030405Z")), Date.UTC(2050, 0, 2, 3, 4, 5));
  for (const bad of ["20500102030405", "2050010203Z", "20500102030405.1Z", "2050010203040xZ"])
    assert.equal(derTimeMs(ascii(0x18, bad)), null, bad);
  assert.equal(derTimeMs(ascii(0x04, "491231235959Z")), null);
});

test("serial numbers are compared without leading zeros and in one case", () => {
  assert.equal(derSerial(bytes("00 9f")), "9F");
  assert.equal(normalSerial("009f"), "9F");
  assert.equal(normalSerial("00"), "0");
});

test("no bytes make a reader throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (input) => {
      readDer(input);
      parseCrlTimes(input);
      parseOcspResponse(input);
    }),
  );
});
