/** Forwarding fields: from an untrusted peer they change nothing; from a trusted one the client is an address that was written there, or the peer. */
import assert from "node:assert/strict";
import { compileCidrs } from "../../src/codec/cidr.ts";
import { parseIpAddress } from "../../src/codec/ip_address.ts";
import type { HeaderFields } from "../../src/kernel/exchange.ts";
import { type ForwardedPolicy, resolveClient } from "../../src/message/forwarded.ts";
import { latin1Text } from "../support/latin1_text.ts";
import type { FuzzTarget } from "./target.ts";

const trusted = compileCidrs(["10.0.0.0/8"]);

function fields(entries: ReadonlyMap<string, string>): HeaderFields {
  const list = [...entries];
  return {
    length: list.length,
    nameAt: (index) => list[index]?.[0] ?? "",
    valueAt: (index) => list[index]?.[1] ?? "",
    get: (name) => entries.get(name),
    getAll: (name) => list.filter((entry) => entry[0] === name).map((entry) => entry[1]),
    has: (name) => entries.has(name),
  };
}

export const target: FuzzTarget = {
  name: "forwarded",
  run(bytes) {
    assert.ok(trusted.ok);
    const text = latin1Text(bytes);
    const [older = "", standard = "", proto = ""] = text.split("\n");
    const headers = fields(
      new Map([
        ["x-forwarded-for", older],
        ["forwarded", standard],
        ["x-forwarded-proto", proto],
      ]),
    );
    const policy: ForwardedPolicy = { trusted: trusted.value, source: "either", believeHost: true };
    const host = { name: "example.com", port: null };
    const untrusted = resolveClient({ address: "192.0.2.1", port: 1, tls: null }, "http", host, headers, policy);
    assert.ok(!("problem" in untrusted));
    assert.deepEqual(untrusted, {
      client: { address: "192.0.2.1", peerAddress: "192.0.2.1", peerPort: 1, viaProxy: false, tls: null },
      scheme: "http",
      host,
    });
    const believed = resolveClient({ address: "10.0.0.1", port: 1, tls: null }, "http", host, headers, policy);
    if ("problem" in believed) return;
    assert.notEqual(parseIpAddress(believed.client.address), null);
    assert.equal(believed.client.viaProxy || believed.client.address === "10.0.0.1", true);
  },
};
