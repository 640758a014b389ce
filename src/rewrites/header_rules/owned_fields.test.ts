import assert from "node:assert/strict";
import { test } from "node:test";
import { ownedBecause } from "./owned_fields.ts";

test("fields of framing, connections, identity, origin and CORS are the gateway's own", () => {
  const rows = [
    "content-length",
    "transfer-encoding",
    "host",
    "connection",
    "upgrade",
    "authorization",
    "cookie",
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-anything",
    "x-portcullis-subject",
    "x-request-id",
    "content-type",
    "content-encoding",
    "access-control-allow-origin",
    "x-http-method-override",
  ];
  for (const name of rows) assert.notEqual(ownedBecause(name), null, name);
  assert.equal(rows.length, 16);
});

test("other fields are a rule's to touch", () => {
  for (const name of ["x-tenant", "cache-control", "user-agent", "accept", "set-cookie", "x-forward", "origin"])
    assert.equal(ownedBecause(name), null, name);
});
