import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { batchOf, recordWith } from "../../test/support/exchange_record.ts";
import { configOf } from "../../test/support/configuration.ts";
import { temporaryFolder } from "../../test/support/temporary_folder.ts";
import { readEvents } from "../adapters/event_store/follow_events.ts";
import { EVERY_EVENT } from "../events/query.ts";
import { gatewayStore } from "./gateway_store.ts";

test("the store is the file that is configured, or that of the state folder, seen from the configuration's folder", async (context) => {
  const folder = temporaryFolder(context);
  for (const [store, file] of [
    [{ path: "own.sqlite" }, "own.sqlite"],
    [{}, join(".portcullis", "events.sqlite")],
  ] as const) {
    const opened = gatewayStore({ config: configOf({ store }), folder }, assert.ifError);
    assert.ok(opened !== null);
    await opened.start();
    opened.append(batchOf(recordWith({ timeMs: Date.now() })));
    await opened.close();
    assert.equal(readEvents(join(folder, file), EVERY_EVENT, 9).entries.length, 1);
    assert.equal(opened.health().error, null);
  }
});

test("where it is off there is none, and nothing is made", (context) => {
  const folder = temporaryFolder(context);
  assert.equal(gatewayStore({ config: configOf({ store: "off" }), folder }, assert.ifError), null);
  assert.equal(existsSync(join(folder, ".portcullis")), false);
});
