import assert from "node:assert/strict";
import { test } from "node:test";
import { generationOf } from "../../test/support/plans.ts";
import { compileCidrs } from "../codec/cidr.ts";
import { CONFIGURED_MODES } from "../kernel/trail.ts";
import { fieldsOf } from "../message/headers.ts";
import type { RequestHeadEvent } from "../message/http1/request_parser.ts";
import { framingExchange, type ReceiveOptions, receive } from "./receive.ts";

function options(trusted: readonly string[]): ReceiveOptions {
  const cidrs = compileCidrs(trusted);
  assert.ok(cidrs.ok);
  return {
    nowMs: () => 5,
    nextId: () => "id",
    modes: CONFIGURED_MODES,
    forwarded: { trusted: cidrs.value, source: "either", believeHost: false },
  };
}

function head(method: string, target: string, fields: readonly (readonly [string, string])[]): RequestHeadEvent {
  return {
    kind: "head",
    method,
    target,
    minor: 1,
    fields: fieldsOf(fields),
    framing: { kind: "none" },
    keepAlive: true,
    expectContinue: false,
    upgrade: null,
    bytes: 10,
  };
}

const PEER = { address: "192.0.2.7", port: 99, tls: null };
const GENERATION = generationOf([]);
const HOST = ["host", "Api.Example:8080"] as const;

test("the head becomes one canonical value", () => {
  const { exchange, refusal, local } = receive(head("GET", "/a/%62?x=1", [HOST]), PEER, "https", GENERATION, options([]));
  assert.equal(refusal, null);
  assert.equal(local, null);
  assert.deepEqual(exchange.host, { name: "api.example", port: 8080 });
  assert.equal(exchange.path.forwarded, "/a/b");
  assert.equal(exchange.query, "x=1");
  assert.equal(exchange.scheme, "https");
  assert.deepEqual(exchange.client, { address: "192.0.2.7", peerAddress: "192.0.2.7", peerPort: 99, viaProxy: false, tls: null });
});

test("what can't be read in one way is a refusal with an exchange to record it", () => {
  const table: readonly (readonly [target: string, host: string, code: string])[] = [
    ["/a/../b", "a.example", "path_dot_segment"],
    ["/a", "", "host_invalid"],
    ["/a", "a.example/x", "host_invalid"],
    ["http://other.example/a", "a.example", "target_host_mismatch"],
  ];
  for (const [target, host, code] of table) {
    const { exchange, refusal } = receive(head("GET", target, [["host", host]]), PEER, "http", GENERATION, options([]));
    assert.equal(refusal?.problem.code, code);
    assert.equal(exchange.id, "id");
  }
  assert.equal(table.length, 4);
});

test("OPTIONS * is the gateway's own to answer", () => {
  assert.equal(receive(head("OPTIONS", "*", [HOST]), PEER, "http", GENERATION, options([])).local?.status, 204);
});

test("a forwarding field counts only from a trusted proxy", () => {
  const fields = [HOST, ["x-forwarded-for", "203.0.113.9"]] as const;
  assert.equal(receive(head("GET", "/", fields), PEER, "http", GENERATION, options([])).exchange.client.address, "192.0.2.7");
  const trusted = receive(head("GET", "/", fields), PEER, "http", GENERATION, options(["192.0.2.0/24"])).exchange.client;
  assert.deepEqual([trusted.address, trusted.peerAddress, trusted.viaProxy], ["203.0.113.9", "192.0.2.7", true]);
});

test("bytes that never became a head have an exchange too", () => {
  const exchange = framingExchange(PEER, "http", GENERATION, options([]));
  assert.deepEqual([exchange.method, exchange.path.forwarded, exchange.client.address], ["", "", "192.0.2.7"]);
});
