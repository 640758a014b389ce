/** Addresses: accepted exactly where the platform accepts them (a zone aside), and the canonical text is a fixed point. */
import assert from "node:assert/strict";
import { isIP } from "node:net";
import { parseCidr } from "../../src/codec/cidr.ts";
import { parseIpAddress, toIpText } from "../../src/codec/ip_address.ts";
import { latin1Text } from "../support/latin1_text.ts";
import type { FuzzTarget } from "./target.ts";

export const target: FuzzTarget = {
  name: "ip_address",
  run(bytes) {
    const text = latin1Text(bytes);
    const address = parseIpAddress(text);
    assert.equal(address !== null, isIP(text) !== 0 && !text.includes("%"));
    if (address !== null) {
      const canonical = toIpText(address);
      assert.deepEqual(parseIpAddress(canonical), address);
      assert.equal(toIpText(parseIpAddress(canonical) ?? address), canonical);
    }
    const cidr = parseCidr(text);
    assert.ok(typeof cidr === "string" || cidr.prefixBits <= 128);
  },
};
