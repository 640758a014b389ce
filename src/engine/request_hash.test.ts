import assert from "node:assert/strict";
import { test } from "node:test";
import { liveExchange } from "../../test/support/plans.ts";
import { fieldsOf } from "../message/headers.ts";
import { ANONYMOUS } from "../kernel/principal.ts";
import { requestHash } from "./request_hash.ts";

test("requests are told apart by what is asked for, and by address where they do not have it", () => {
  const exchange = (address: string, tenant?: string, principal?: string) => {
    const made = liveExchange({ address, ...(tenant === undefined ? {} : { headers: fieldsOf([["x-tenant", tenant]]) }) });
    if (principal !== undefined) made.principal = { ...ANONYMOUS, kind: "authenticated", id: principal };
    return made;
  };
  const client = { kind: "client" } as const;
  const header = { kind: "header", name: "x-tenant" } as const;
  const principal = { kind: "principal" } as const;
  const one = requestHash(exchange("192.0.2.1"), client);
  assert.equal(requestHash(exchange("192.0.2.1", "a", "p"), client), one);
  assert.notEqual(requestHash(exchange("192.0.2.2"), client), one);
  assert.equal(requestHash(exchange("2001:db8::1"), client), requestHash(exchange("2001:db8::ffff"), client), "one /64 is one client");
  assert.equal(requestHash(exchange("192.0.2.1", "a"), header), requestHash(exchange("192.0.2.2", "a"), header));
  assert.notEqual(requestHash(exchange("192.0.2.1", "a"), header), requestHash(exchange("192.0.2.1", "b"), header));
  assert.equal(requestHash(exchange("192.0.2.1"), header), one);
  assert.equal(requestHash(exchange("192.0.2.1", "a", "p"), principal), requestHash(exchange("192.0.2.2", "b", "p"), principal));
  assert.equal(requestHash(exchange("192.0.2.1"), principal), one);
});
