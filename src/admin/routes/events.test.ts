import assert from "node:assert/strict";
import { test } from "node:test";
import { adminUnderTest, UNFILTERED } from "../../../test/support/admin_ports.ts";
import { deniedRecord } from "../../../test/support/exchange_record.ts";
import { EVERY_EVENT } from "../../events/query.ts";

test("events are asked of the store by filter and by id", async () => {
  const { gateway, ask } = adminUnderTest();
  const { id } = deniedRecord({});
  assert.equal((await ask("GET", "/v1/events")).status, 200);
  assert.equal((await ask("GET", "/v1/events?denied=true&since=10m&limit=5")).status, 200);
  assert.match((await ask("GET", `/v1/events/${id}`)).body, /"kind":"exchange"/u);
  assert.deepEqual(gateway.asked, [
    `events ${UNFILTERED}`,
    `events ${JSON.stringify({ ...EVERY_EVENT, denied: true, sinceMs: 400_000, limit: 5, before: null })}`,
    `events ${JSON.stringify({ ...EVERY_EVENT, id, limit: 1, before: null })}`,
  ]);
  assert.equal((await ask("GET", "/v1/events/other")).status, 404);
  assert.equal((await ask("GET", `/v1/events/${"x".repeat(65)}`)).status, 400);
  assert.match((await ask("GET", "/v1/events?limit=0")).body, /"code"|from 1 to 1000/u);
  gateway.hasStore = false;
  assert.equal((await ask("GET", "/v1/events")).status, 404);
});
