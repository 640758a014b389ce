import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { toClientKey, toNetworkKey } from "./client_key.ts";

test("an IPv4 address is its own key, an IPv6 address counts with its /64", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["192.0.2.1", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::9", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8::/64"],
    ["2001:db8::2:3:4:5:6", "2001:db8:0:2::/64"],
    ["::1", "::/64"],
    ["fe80::1", "fe80::/64"],
    ["64:ff9b::192.0.2.1", "64:ff9b::/64"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::2:3:4:5:6:7:8", "0:2:3:4::/64"],
    ["", ""],
  ];
  let ran = 0;
  for (const [address, key] of rows) {
    assert.equal(toClientKey(address), key, address);
    ran++;
  }
  assert.equal(ran, 11);
});

test("addresses of one /64 share a key whatever their lower half", () => {
  const group = fc.integer({ min: 1, max: 0xffff }).map((value) => value.toString(16));
  const half = fc.tuple(group, group, group, group).map((groups) => groups.join(":"));
  fc.assert(
    fc.property(half, half, half, (upper, one, other) => assert.equal(toClientKey(`${upper}:${one}`), toClientKey(`${upper}:${other}`))),
  );
});

test("any text gives a key and no error", () => {
  fc.assert(fc.property(fc.string(), (text) => assert.equal(typeof toClientKey(text), "string")));
});

test("a network is the /24 of IPv4 and the /48 of IPv6", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["192.0.2.200", "192.0.2.0/24"],
    ["255.255.255.255", "255.255.255.0/24"],
    ["::ffff:192.0.2.1", "192.0.2.0/24"],
    ["2001:db8:ffff:1:2:3:4:5", "2001:db8:ffff::/48"],
    ["::1", "::/48"],
    ["", ""],
  ];
  for (const [address, key] of rows) assert.equal(toNetworkKey(address), key, address);
  assert.equal(rows.length, 6);
});
