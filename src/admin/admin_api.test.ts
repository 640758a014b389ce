import assert from "node:assert/strict";
import { test } from "node:test";
import { adminUnderTest } from "../../test/support/admin_ports.ts";

test("unknown paths are 404 and other methods 405 with Allow; without the token neither shows", async () => {
  const { ask } = adminUnderTest();
  assert.equal((await ask("GET", "/v1/none")).status, 404);
  assert.equal((await ask("GET", "/v1/events/a/b")).status, 404);
  assert.equal((await ask("GET", "/v1/events/%ff")).status, 404);
  const refused = await ask("PUT", "/v1/mode");
  assert.equal(refused.status, 405);
  assert.deepEqual(refused.headers.at(-1), ["allow", "GET, POST"]);
  assert.equal((await ask("HEAD", "/livez")).status, 200);
  const stranger = await ask("GET", "/v1/none", "", { authorization: "" });
  assert.deepEqual([stranger.status, stranger.headers.at(-1)], [401, ["www-authenticate", 'Bearer realm="portcullis admin"']]);
});
