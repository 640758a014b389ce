import assert from "node:assert/strict";
import { BlockList, isIPv6 } from "node:net";
import { test } from "node:test";
import * as fc from "fast-check";
import { compileCidrs, parseCidr } from "./cidr.ts";
import { parseIpAddress, toIpText } from "./ip_address.ts";

function setOf(...list: readonly string[]) {
  const set = compileCidrs(list);
  assert.ok(set.ok);
  return set.value;
}

test("an address is in the set when one of its networks holds it", () => {
  const set = setOf("10.0.0.0/8", "192.0.2.7", "2001:db8::/32", "::ffff:172.16.0.0/108", "10.1.0.0/16");
  const rows: readonly (readonly [string, boolean])[] = [
    ["10.0.0.0", true],
    ["10.255.255.255", true],
    ["11.0.0.0", false],
    ["9.255.255.255", false],
    ["::ffff:10.2.3.4", true],
    ["192.0.2.7", true],
    ["192.0.2.6", false],
    ["172.16.0.1", true],
    ["172.31.255.255", true],
    ["172.32.0.0", false],
    ["2001:db8::1", true],
    ["2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", true],
    ["2001:db9::", false],
    ["::", false],
    ["not an address", false],
    ["10.0.0.01", false],
  ];
  for (const [address, expected] of rows) assert.equal(set.has(address), expected, address);
  assert.equal(rows.length, 16);
  assert.equal(set.size, 5);
});

test("the empty set has nobody, a zero prefix everybody of its family", () => {
  assert.equal(setOf().has("127.0.0.1"), false);
  assert.equal(setOf("0.0.0.0/0").has("255.255.255.255"), true);
  assert.equal(setOf("0.0.0.0/0").has("::1"), false);
  assert.equal(setOf("::/0").has("1.2.3.4"), false);
  assert.equal(setOf("::/0").has("ffff::"), true);
  assert.equal(setOf("10.0.0.0/8", "0.0.0.0/0").has("1.1.1.1"), true);
});

test("every bad entry is an error at its index, and none is skipped", () => {
  const bad = [
    "10.0.0.5/8",
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0.0/08",
    "10.0.0.0/-1",
    "10.0.0.0/8/8",
    "010.0.0.0/8",
    "2001:db8::1/32",
    "::/129",
    "::ffff:0:0/80",
    "localhost",
    "",
    " 10.0.0.0/8",
    "::ffff:10.0.0.0/8",
  ];
  const set = compileCidrs(["10.0.0.0/8", ...bad]);
  assert.equal(set.ok, false);
  assert.deepEqual(
    set.issues.map(({ code, pointer, severity }) => [code, pointer, severity]),
    bad.map((_, index) => ["config.bad_cidr", `/${index + 1}`, "error"]),
  );
  assert.equal(parseCidr("10.0.0.5/8"), "`10.0.0.5/8` has bits set after its prefix; the network is `10.0.0.0/8`");
});

test("agrees with the platform's block list of each family", () => {
  const v4 = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }));
  const v6 = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }));
  fc.assert(
    fc.property(
      fc.array(fc.oneof(v4, v6), { maxLength: 6 }),
      fc.array(fc.oneof(fc.ipV4(), fc.ipV6()), { maxLength: 6 }),
      (networks, others) => {
        const list: string[] = [];
        // One list per family: Node counts IPv4 as part of `::/0`, we do not.
        const blocks = { 4: new BlockList(), 6: new BlockList() };
        for (const [text, bits] of networks) {
          const address = parseIpAddress(text);
          assert.ok(address !== null);
          if (address.family === 4 && isIPv6(text)) continue;
          const masked = address.words.map((word, index) => {
            const kept = Math.min(32, Math.max(0, bits - index * 32));
            return kept === 0 ? 0 : Number((BigInt(word) >> BigInt(32 - kept)) << BigInt(32 - kept));
          });
          const network = toIpText({ family: address.family, words: masked });
          if (address.family === 6 && !isIPv6(network)) continue;
          list.push(`${network}/${bits}`);
          blocks[address.family].addSubnet(network, bits, address.family === 4 ? "ipv4" : "ipv6");
        }
        const set = setOf(...list);
        for (const address of [...others, ...list.map((entry) => entry.split("/")[0] ?? "")]) {
          const canonical = parseIpAddress(address);
          assert.ok(canonical !== null);
          if (canonical.family === 4 && isIPv6(address)) continue;
          assert.equal(set.has(address), blocks[canonical.family].check(address, canonical.family === 4 ? "ipv4" : "ipv6"));
          assert.equal(set.hasAddress(canonical), set.has(address));
        }
      },
    ),
  );
});
