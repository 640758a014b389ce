import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32c } from "../../codec/crc32c.ts";
import { readProxyHeader } from "./read_header.ts";
import { MAX_V2_LENGTH } from "./version_2.ts";

const SIGNATURE = [0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];
const INET = [192, 0, 2, 1, 198, 51, 100, 2, 0x10, 0x01, 0x01, 0xbb];
const INET6 = [0x20, 1, 0x0d, 0xb8, ...Array<number>(11).fill(0), 1, ...Array<number>(15).fill(0), 1, 0, 80, 0xff, 0xff];
const MAPPED = [...Array<number>(10).fill(0), 0xff, 0xff, 203, 0, 113, 9, ...Array<number>(15).fill(0), 1, 0, 1, 0, 2];

const header = (command: number, family: number, ...rest: readonly number[]): Uint8Array =>
  new Uint8Array([...SIGNATURE, command, family, rest.length >>> 8, rest.length & 255, ...rest]);
const tlv = (type: number, ...value: readonly number[]): readonly number[] => [type, value.length >>> 8, value.length & 255, ...value];

/** A header with its checksum, and `off` from what it should be. */
function summed(off: number): Uint8Array {
  const bytes = header(0x21, 0x11, ...INET, ...tlv(4, 0), ...tlv(3, 0, 0, 0, 0));
  const sum = crc32c(bytes) + off;
  new DataView(bytes.buffer).setUint32(bytes.length - 4, sum);
  return bytes;
}

function outcome(bytes: Uint8Array): string {
  const result = readProxyHeader(bytes);
  if (result.kind !== "header") return result.kind === "more" ? "more" : result.why;
  assert.equal(result.header.version, 2);
  const { ends } = result.header;
  return ends === null ? "no ends" : `${ends.source.address} ${ends.source.port} ${ends.destination.address} ${ends.destination.port}`;
}

const V4 = "192.0.2.1 4097 198.51.100.2 443";

const ROWS: readonly (readonly [what: string, bytes: Uint8Array, outcome: string])[] = [
  ["TCP over IPv4", header(0x21, 0x11, ...INET), V4],
  ["UDP over IPv4", header(0x21, 0x12, ...INET), V4],
  ["TCP over IPv6", header(0x21, 0x21, ...INET6), "2001:db8::1 80 ::1 65535"],
  ["IPv4 inside of IPv6", header(0x21, 0x21, ...MAPPED), "203.0.113.9 1 ::1 2"],
  ["a unix socket", header(0x21, 0x31, ...Array<number>(216).fill(1)), "no ends"],
  ["unspecified", header(0x21, 0x00), "no ends"],
  ["unspecified with fields", header(0x21, 0x00, ...tlv(5, 1, 2)), "no ends"],
  ["local", header(0x20, 0x00), "no ends"],
  ["local with addresses that do not count", header(0x20, 0x11, ...INET), "no ends"],
  ["local of a family that is not specified", header(0x20, 0xff, 1, 2, 3), "no ends"],
  ["fields", header(0x21, 0x11, ...INET, ...tlv(1, 0x68, 0x32), ...tlv(4, ...Array<number>(300).fill(0)), ...tlv(0xe0)), V4],
  ["a right checksum", summed(0), V4],
  ["a wrong checksum", summed(1), "corrupt"],
  ["a checksum of three bytes", header(0x21, 0x11, ...INET, ...tlv(3, 0, 0, 0)), "malformed"],
  ["a field that is cut", header(0x21, 0x11, ...INET, 4, 0, 5, 1), "malformed"],
  ["a field without its length", header(0x21, 0x11, ...INET, 4, 0), "malformed"],
  ["addresses that are cut", header(0x21, 0x11, ...INET.slice(1)), "malformed"],
  ["IPv4 addresses for IPv6", header(0x21, 0x21, ...INET), "malformed"],
  ["a unix socket that is cut", header(0x21, 0x31, ...INET), "malformed"],
  ["no transport", header(0x21, 0x10, ...INET), "unsupported"],
  ["no family", header(0x21, 0x01, ...INET), "unsupported"],
  ["a fourth family", header(0x21, 0x41, ...INET), "unsupported"],
  ["a third transport", header(0x21, 0x13, ...INET), "unsupported"],
  ["version 1 in binary", header(0x11, 0x11, ...INET), "unsupported"],
  ["version 3", header(0x31, 0x11, ...INET), "unsupported"],
  ["a third command", header(0x22, 0x11, ...INET), "unsupported"],
  ["the longest", header(0x21, 0x11, ...INET, ...tlv(4, ...Array<number>(MAX_V2_LENGTH - 15).fill(0))), V4],
  ["too long", header(0x21, 0x11, ...INET, ...tlv(4, ...Array<number>(MAX_V2_LENGTH - 14).fill(0))), "too_large"],
  ["too long, local", header(0x20, 0x00, ...Array<number>(MAX_V2_LENGTH + 1).fill(0)), "too_large"],
  ["a signature that is not one", new Uint8Array([...SIGNATURE.slice(0, 11), 0x0b]), "not_proxied"],
  ["a blank line", new Uint8Array([0x0d, 0x0a, 0x47]), "not_proxied"],
];

for (const [what, bytes, expected] of ROWS) test(`version 2: ${what}`, () => assert.equal(outcome(bytes), expected));

test("two checksums are refused, even if both are right", () => {
  const once = header(0x21, 0x11, ...INET, ...tlv(3, 0, 0, 0, 0), ...tlv(3, 0, 0, 0, 0));
  const view = new DataView(once.buffer);
  // The second stays zero: the first is right over that.
  view.setUint32(16 + 12 + 3, crc32c(once));
  assert.equal(outcome(once), "malformed");
});

test("every part of a header asks for more, and what follows is left alone", () => {
  for (const [what, bytes, expected] of ROWS) {
    if (expected !== V4 && expected !== "no ends") continue;
    for (let length = 0; length < bytes.length; length += 1) assert.equal(outcome(bytes.subarray(0, length)), "more", `${what} ${length}`);
    const followed = readProxyHeader(new Uint8Array([...bytes, 1, 2, 3]));
    assert.ok(followed.kind === "header" && followed.header.bytes === bytes.length);
  }
  assert.equal(ROWS.length, 31);
});
