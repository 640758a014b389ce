/** Headers of the PROXY protocol: what is read is bounded, its addresses are addresses, and what is written of it is read back. */
import assert from "node:assert/strict";
import { canonicalPeerAddress } from "../../src/codec/ip_address.ts";
import { readProxyHeader } from "../../src/message/proxy_protocol/read_header.ts";
import { MAX_V2_LENGTH } from "../../src/message/proxy_protocol/version_2.ts";
import { writeVersion1, writeVersion2 } from "../../src/message/proxy_protocol/write_header.ts";
import type { FuzzTarget } from "./target.ts";

/** Beginnings that random bytes would hardly find. */
const STARTS: readonly string[] = [
  "",
  "PROXY TCP4 1",
  "PROXY TCP6 :",
  "\r\n\r\n\0\r\nQUIT\n",
  "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x10",
  "\r\n\r\n\0\r\nQUIT\n\x21\x21\0\x30",
];

export const target: FuzzTarget = {
  name: "proxy_header",
  run(input) {
    for (const start of STARTS) check(new Uint8Array([...new TextEncoder().encode(start), ...input]));
  },
};

function check(bytes: Uint8Array): void {
  const read = readProxyHeader(bytes);
  if (read.kind === "more") assert.ok(bytes.length < 16 + MAX_V2_LENGTH);
  if (read.kind !== "header") return;
  const { ends, bytes: length } = read.header;
  assert.ok(length <= bytes.length);
  assert.deepEqual(readProxyHeader(bytes.subarray(0, length)), read);
  if (ends === null) return;
  assert.equal(canonicalPeerAddress(ends.source.address), ends.source.address);
  for (const write of [writeVersion1, writeVersion2]) {
    const again = readProxyHeader(write(ends));
    assert.ok(again.kind === "header");
    assert.deepEqual(again.header.ends, ends);
  }
}
