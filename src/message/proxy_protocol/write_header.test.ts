import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { toHex } from "../../codec/hex.ts";
import { canonicalPeerAddress, toIpText } from "../../codec/ip_address.ts";
import type { ProxyEnds } from "./proxy_header.ts";
import { readProxyHeader } from "./read_header.ts";
import { writeVersion1, writeVersion2 } from "./write_header.ts";

const ends = (from: string, to: string): ProxyEnds => ({
  source: { address: from, port: 56_324 },
  destination: { address: to, port: 443 },
});
const line = (from: string, to: string): string => new TextDecoder().decode(writeVersion1(ends(from, to)));

test("version 1 names both ends in one family", () => {
  assert.equal(line("192.168.0.1", "192.168.0.11"), "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n");
  assert.equal(line("2001:db8::1", "::1"), "PROXY TCP6 2001:db8::1 ::1 56324 443\r\n");
  assert.equal(line("192.0.2.1", "::1"), "PROXY TCP6 ::ffff:192.0.2.1 ::1 56324 443\r\n");
  assert.equal(line("", "::1"), "PROXY UNKNOWN\r\n");
});

test("version 2 byte by byte", () => {
  const signature = "0d0a0d0a000d0a515549540a";
  assert.equal(toHex(writeVersion2(ends("192.0.2.1", "198.51.100.2"))), `${signature}2111000cc0000201c6336402dc0401bb`);
  assert.equal(toHex(writeVersion2(ends("192.0.2.1", "nothing"))), `${signature}20000000`);
  assert.equal(
    toHex(writeVersion2(ends("192.0.2.1", "2001:db8::1"))),
    [signature, "21210024", "00000000000000000000ffffc0000201", "20010db8000000000000000000000001", "dc0401bb"].join(""),
  );
});

const word = fc.integer({ min: 0, max: 0xffffffff });
const address = fc
  .oneof(
    fc.tuple(word).map((words) => toIpText({ family: 4, words })),
    fc.tuple(word, word, word, word).map((words) => toIpText({ family: 6, words })),
  )
  .map((text) => canonicalPeerAddress(text) ?? "");
const end = fc.record({ address, port: fc.integer({ min: 0, max: 65_535 }) }, { noNullPrototype: true });

test("what is written is read back", () => {
  fc.assert(
    fc.property(end, end, (source, destination) => {
      for (const write of [writeVersion1, writeVersion2]) {
        const read = readProxyHeader(write({ source, destination }));
        assert.ok(read.kind === "header");
        assert.deepEqual(read.header.ends, { source, destination });
      }
    }),
  );
});

test("no bytes make the reader throw, and no more come to less", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom("PROXY TCP4 ", "PROXY UNKNOWN", "\r\n\r\n\0\r\nQUIT\n", ""),
      (tail, start) => {
        const bytes = new Uint8Array([...new TextEncoder().encode(start), ...tail]);
        let decided: string | null = null;
        for (let length = 0; length <= bytes.length; length += 1) {
          const read = JSON.stringify(readProxyHeader(bytes.subarray(0, length)));
          if (decided !== null) assert.equal(read, decided);
          else if (!read.includes("more")) decided = read;
        }
      },
    ),
  );
});
