import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { GatewayKeys } from "./gateway_keys.ts";
import { createKey } from "./key_file.ts";
import { SYSTEM_DEPS } from "./system_deps.ts";

test("a key file is named relative to the configuration, and one store serves all who name it", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "portcullis-keys-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const { record } = createKey(join(folder, "keys.json"), { name: "test" }, SYSTEM_DEPS);
  const keys = new GatewayKeys(folder);
  t.after(() => keys.close());
  const store = keys.services.keyStore("./keys.json");
  assert.equal(store.find(record.digest)?.id, record.id);
  assert.equal(keys.services.keyStore("keys.json"), store);
});

test("an issuer is known once it is asked for, and nothing is fetched before", async (t) => {
  const keys = new GatewayKeys(".");
  t.after(() => keys.close());
  const wish = { issuer: "http://127.0.0.1:9", jwksUri: null, usableMs: 1_000 };
  assert.equal(keys.services.keySource(wish), keys.services.keySource({ ...wish }));
  assert.deepEqual(
    keys.issuers().map(({ issuer, usable, failure }) => [issuer, usable, failure]),
    [["http://127.0.0.1:9", false, null]],
  );
});
