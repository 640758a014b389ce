import assert from "node:assert/strict";
import { test } from "node:test";
import { config } from "./config.ts";
import { stateFile } from "./state_files.ts";

const APIS = [{ routes: "any", public: true, upstream: "http://127.0.0.1:9" }];

test("state lies beside the configuration or where `state` says; the event store with it, unless it is named", () => {
  const usual = config.parse({ version: 1, apis: APIS });
  assert.deepEqual([usual.store?.path, stateFile(usual, "admin-token")], [".portcullis/events.sqlite", ".portcullis/admin-token"]);
  const moved = config.parse({ version: 1, state: "/var/lib/portcullis", apis: APIS });
  assert.deepEqual(
    [moved.store?.path, stateFile(moved, "modes.json")],
    ["/var/lib/portcullis/events.sqlite", "/var/lib/portcullis/modes.json"],
  );
  const named = config.parse({ version: 1, state: "/var/lib/portcullis", store: { path: "e.sqlite" }, apis: APIS });
  assert.equal(named.store?.path, "e.sqlite");
  assert.equal(config.safeParse({ version: 1, state: "x/", apis: APIS }).success, false);
});
