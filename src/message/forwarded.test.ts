import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { target } from "../../test/fuzz/forwarded.ts";
import { compileCidrs } from "../codec/cidr.ts";
import type { HeaderFields } from "../kernel/exchange.ts";
import { type ForwardedPolicy, outgoingForwarded, resolveClient } from "./forwarded.ts";

const HOST = { name: "api.example", port: null };

function fields(list: readonly (readonly [string, string])[]): HeaderFields {
  return {
    length: list.length,
    nameAt: (index) => list[index]?.[0] ?? "",
    valueAt: (index) => list[index]?.[1] ?? "",
    get: (name) => list.find((entry) => entry[0] === name)?.[1],
    getAll: (name) => list.filter((entry) => entry[0] === name).map((entry) => entry[1]),
    has: (name) => list.some((entry) => entry[0] === name),
  };
}

function policy(change: Partial<ForwardedPolicy> = {}): ForwardedPolicy {
  const trusted = compileCidrs(["10.0.0.0/8", "fd00::/8"]);
  assert.ok(trusted.ok);
  return { trusted: trusted.value, source: "either", believeHost: false, ...change };
}

function resolve(peer: string, list: readonly (readonly [string, string])[], change: Partial<ForwardedPolicy> = {}) {
  return resolveClient({ address: peer, port: 5, tls: null }, "http", HOST, fields(list), policy(change));
}

/** `address scheme host`, or the code and place of the refusal. */
function told(result: ReturnType<typeof resolve>): string {
  if ("problem" in result) return `${result.problem.code} ${result.findings[0]?.place}`;
  return `${result.client.address} ${result.scheme} ${result.host.name}`;
}

test("an untrusted peer is the client whatever it writes", () => {
  const spoof = [
    ["x-forwarded-for", "1.1.1.1"],
    ["forwarded", "for=2.2.2.2;proto=https"],
    ["x-forwarded-proto", "https"],
    ["x-forwarded-host", "evil"],
  ] as const;
  const resolved = resolve("192.0.2.1", spoof, { believeHost: true });
  assert.equal(told(resolved), "192.0.2.1 http api.example");
  assert.ok(!("problem" in resolved));
  assert.deepEqual(resolved.client, { address: "192.0.2.1", peerAddress: "192.0.2.1", peerPort: 5, viaProxy: false, tls: null });
});

test("from a trusted peer the first untrusted address from the right is the client", () => {
  const rows: readonly (readonly [readonly (readonly [string, string])[], string])[] = [
    [[], "10.0.0.1 http api.example"],
    [[["x-forwarded-for", "192.0.2.9"]], "192.0.2.9 http api.example"],
    [[["x-forwarded-for", "6.6.6.6, 192.0.2.9"]], "192.0.2.9 http api.example"],
    [[["x-forwarded-for", "6.6.6.6, 192.0.2.9, 10.1.1.1"]], "192.0.2.9 http api.example"],
    [
      [
        ["x-forwarded-for", "6.6.6.6"],
        ["x-forwarded-for", "192.0.2.9,10.2.2.2"],
      ],
      "192.0.2.9 http api.example",
    ],
    [[["x-forwarded-for", "not an address, 192.0.2.9"]], "192.0.2.9 http api.example"],
    [[["x-forwarded-for", "10.3.3.3, 10.2.2.2"]], "10.3.3.3 http api.example"],
    [[["x-forwarded-for", "192.0.2.9:4711"]], "192.0.2.9 http api.example"],
    [[["x-forwarded-for", "2001:DB8::1, fd00::2"]], "2001:db8::1 http api.example"],
    [[["x-forwarded-for", "::ffff:192.0.2.9"]], "192.0.2.9 http api.example"],
    [
      [
        ["x-forwarded-for", "192.0.2.9"],
        ["x-forwarded-proto", "https"],
      ],
      "192.0.2.9 https api.example",
    ],
    [[["x-forwarded-proto", "http, wss"]], "10.0.0.1 https api.example"],
    [[["forwarded", "for=6.6.6.6;proto=ftp, for=192.0.2.9;proto=https, for=10.2.2.2;proto=http"]], "192.0.2.9 https api.example"],
    [[["forwarded", 'for="[2001:db8::1]:4711"']], "2001:db8::1 http api.example"],
    [
      [
        ["forwarded", "for=192.0.2.9"],
        ["x-forwarded-for", "192.0.2.9"],
      ],
      "192.0.2.9 http api.example",
    ],
    [
      [
        ["x-forwarded-for", "192.0.2.9"],
        ["x-forwarded-host", "evil.example"],
      ],
      "192.0.2.9 http api.example",
    ],
  ];
  for (const [list, expected] of rows) assert.equal(told(resolve("10.0.0.1", list)), expected, JSON.stringify(list));
  assert.equal(rows.length, 16);
});

test("the host is believed only where that is asked for, and then from the same hop", () => {
  const believe = { believeHost: true };
  assert.equal(told(resolve("10.0.0.1", [["x-forwarded-host", "a.example, B.example:81"]], believe)), "10.0.0.1 http b.example");
  assert.equal(told(resolve("10.0.0.1", [["forwarded", "for=192.0.2.9;host=B.example"]], believe)), "192.0.2.9 http b.example");
  assert.equal(told(resolve("10.0.0.1", [["x-forwarded-host", "a@b"]], believe)), "forwarded_malformed header:x-forwarded-host");
  assert.equal(told(resolve("10.0.0.1", [["forwarded", 'for=192.0.2.9;host="a/b"']], believe)), "forwarded_malformed header:forwarded");
});

test("what a trusted hop says and can't be read is refused, so that nobody takes the proxy's place", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["x-forwarded-for", "192.0.2.9, unknown"],
    ["x-forwarded-for", "unknown"],
    ["x-forwarded-for", "192.0.2.9, 10.0.0.01"],
    ["forwarded", 'for="192.0.2.9'],
    ["forwarded", "for=_hidden"],
    ["forwarded", "proto=https"],
    ["forwarded", "for=192.0.2.9;proto=gopher"],
    ["forwarded", 'for="x, for=192.0.2.9'],
    ["x-forwarded-proto", "gopher"],
  ];
  for (const [name, value] of rows) assert.equal(told(resolve("10.0.0.1", [[name, value]])), `forwarded_malformed header:${name}`, value);
  assert.equal(rows.length, 9);
});

test("two families that contradict each other are refused unless one is chosen", () => {
  const list = [
    ["x-forwarded-for", "192.0.2.9"],
    ["forwarded", "for=6.6.6.6"],
  ] as const;
  assert.equal(told(resolve("10.0.0.1", list)), "forwarded_conflict header:forwarded");
  assert.equal(told(resolve("10.0.0.1", list, { source: "x_forwarded" })), "192.0.2.9 http api.example");
  assert.equal(told(resolve("10.0.0.1", list, { source: "forwarded" })), "6.6.6.6 http api.example");
  const schemes = [
    ["x-forwarded-proto", "http"],
    ["forwarded", "for=192.0.2.9;proto=https"],
  ] as const;
  assert.equal(told(resolve("10.0.0.1", schemes)), "forwarded_conflict header:forwarded");
});

test("the upstream is told one client, in every field alike", () => {
  const client = { address: "2001:db8::1", peerAddress: "10.0.0.1", peerPort: 5, viaProxy: true, tls: null };
  assert.deepEqual(outgoingForwarded(client, "https", { name: "a.example", port: 8443 }), [
    ["forwarded", 'for="[2001:db8::1]";host="a.example:8443";proto=https'],
    ["x-forwarded-for", "2001:db8::1"],
    ["x-forwarded-proto", "https"],
    ["x-forwarded-host", "a.example:8443"],
  ]);
  assert.equal(outgoingForwarded({ ...client, address: "192.0.2.9" }, "http", HOST)[0]?.[1], "for=192.0.2.9;host=api.example;proto=http");
});

test("any bytes in the fields: an address comes out, or a refusal", () => {
  const piece = fc.constantFrom("for=", "10.0.0.2", "1.2.3.4", "::1", '"', ",", ";", " ", "\n", "proto=", "https", "unknown", "[::1]:80");
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 14 }), (text) => target.run(Buffer.from(text))),
    { numRuns: 1000 },
  );
  fc.assert(fc.property(fc.uint8Array(), (bytes) => target.run(bytes)));
});
