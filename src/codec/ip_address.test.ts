import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { target } from "../../test/fuzz/ip_address.ts";
import { canonicalPeerAddress, parseIpAddress, toIpText } from "./ip_address.ts";

test("an address has one canonical text", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["0.0.0.0", "0.0.0.0"],
    ["255.255.255.255", "255.255.255.255"],
    ["10.0.0.1", "10.0.0.1"],
    ["::", "::"],
    ["::1", "::1"],
    ["1::", "1::"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    // RFC 5952 section 4.2: no `::` for one group, the longest run, the first of equals.
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:db8::0001", "2001:db8::1"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
    ["::ffff:10.0.0.1", "10.0.0.1"],
    ["::FFFF:0a00:0001", "10.0.0.1"],
    ["0:0:0:0:0:ffff:127.0.0.1", "127.0.0.1"],
  ];
  for (const [text, canonical] of rows) {
    const address = parseIpAddress(text);
    assert.ok(address !== null, text);
    assert.equal(toIpText(address), canonical);
  }
  assert.equal(rows.length, 16);
});

test("anything with a second reading, or none, is no address", () => {
  const bad = [
    ..."|1|1.2.3|1.2.3.4.5|01.2.3.4|1.2.3.04|00.0.0.0|256.1.1.1|1.2.3.4.|.1.2.3.4|1..2.3|0x7f.0.0.1|127.1|2130706433| 1.2.3.4|1.2.3.4 |1.2.3.-4|1.2.3.+4|1e1.2.3.4".split(
      "|",
    ),
    ...":|:::|1:2:3:4:5:6:7|1:2:3:4:5:6:7:8:9|1::2::3|:1::|1:|12345::|g::|::1%eth0|fe80::1%25eth0|[::1]|::1.2.3|::1.2.3.04|1.2.3.4::|::1.2.3.4:5|1:2:3:4:5:6:7:1.2.3.4|1:2:3:4:5:6:7:8::".split(
      "|",
    ),
    "1".repeat(100),
  ];
  for (const text of bad) assert.equal(parseIpAddress(text), null, text);
  assert.equal(bad.length, 38);
});

test("a peer's zone is dropped", () => {
  assert.equal(canonicalPeerAddress("fe80::1%eth0"), "fe80::1");
  assert.equal(canonicalPeerAddress("::ffff:127.0.0.1"), "127.0.0.1");
  assert.equal(canonicalPeerAddress("%eth0"), null);
});

test("any text: accepted where the platform accepts it, and canonical text is a fixed point", () => {
  const piece = fc.constantFrom("0", "1", "255", "256", "ffff", "FFFF", "a", ":", "::", ".", "%", "/8", "01");
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 16 }), (text) => target.run(Buffer.from(text))),
    { numRuns: 2000 },
  );
  fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => target.run(Buffer.from(text))));
});
