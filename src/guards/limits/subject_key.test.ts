import assert from "node:assert/strict";
import { test } from "node:test";
import { exchange, operation, principal } from "../../../test/support/exchange.ts";
import { guardServices } from "../../../test/support/guard_services.ts";
import { toEarlyKey, toLateKey } from "./subject_key.ts";

const { hash } = guardServices();

test("an address counts by its /64, an operation with its API", () => {
  assert.equal(toEarlyKey({ kind: "ip" }, exchange({ address: "2001:db8::1" }), hash), "2001:db8::/64");
  assert.equal(toEarlyKey({ kind: "operation" }, exchange({ api: "shop", operation: operation({ id: "a" }) }), hash), "operation shop a");
});

test("a header counts by the hash of all its fields, and by address when it is left out", () => {
  const per = { kind: "header", name: "x-tenant" } as const;
  const one = toEarlyKey(per, exchange({ headers: [["x-tenant", "secret"]] }), hash);
  assert.match(one, /^header [A-Za-z0-9_-]{43}$/u);
  assert.ok(!one.includes("secret"));
  const two = exchange({
    headers: [
      ["x-tenant", "secret"],
      ["x-tenant", "other"],
    ],
  });
  assert.notEqual(toEarlyKey(per, two, hash), one);
  assert.equal(toEarlyKey(per, exchange(), hash), "192.0.2.1");
});

test("a caller counts by issuer and subject, an anonymous one by address", () => {
  const per = { kind: "principal" } as const;
  assert.equal(toLateKey(per, exchange({ principal: principal("alice") }), hash), "principal https://idp.example|alice");
  assert.equal(toLateKey(per, exchange(), hash), "192.0.2.1");
});

test("a claim counts by its value; a token without it counts by its caller", () => {
  const per = { kind: "claim", name: "tenant" } as const;
  const withClaim = (tenant: unknown): string => toLateKey(per, exchange({ principal: principal("alice", { claims: { tenant } }) }), hash);
  assert.equal(withClaim("acme"), "claim acme");
  assert.equal(withClaim(7), "claim 7");
  assert.equal(withClaim(["a"]), 'claim ["a"]');
  assert.match(withClaim("x".repeat(5000)), /^claim # [A-Za-z0-9_-]{43}$/u);
  assert.equal(withClaim(null), "principal https://idp.example|alice");
  assert.equal(
    toLateKey({ kind: "claim", name: "toString" }, exchange({ principal: principal("alice") }), hash),
    "principal https://idp.example|alice",
  );
});

test("an API key counts by its public id, a caller without one by itself", () => {
  const per = { kind: "api_key" } as const;
  assert.equal(toLateKey(per, exchange({ principal: principal("robot", { kind: "api_key", id: "k1" }) }), hash), "key k1");
  assert.equal(toLateKey(per, exchange({ principal: principal("alice", { id: "jti" }) }), hash), "principal https://idp.example|alice");
});
