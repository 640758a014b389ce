import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../../../test/support/temporary_folder.ts";
import { type CapturedRequest, encodeCapture } from "../../events/capture.ts";
import { CaptureCipher } from "../capture_cipher.ts";
import { readCapture, trimCaptures, writeCapture } from "./captures.ts";
import { openForWriting } from "./database.ts";
import { EventStore } from "./event_store.ts";

const REQUEST: CapturedRequest = {
  id: "id-1",
  receivedAtMs: 1,
  method: "GET",
  scheme: "http",
  host: "h",
  port: null,
  target: "/a",
  fields: [["authorization", "Bearer hunter2"]],
  client: "192.0.2.7",
  bodyKind: "none",
  body: new Uint8Array(0),
};

test("a capture comes back until it expires, and is nowhere in the file in clear", async (context) => {
  const folder = temporaryFolder(context);
  const file = join(folder, "events.sqlite");
  const cipher = new CaptureCipher(join(folder, "capture.key"));
  const store = new EventStore({ file });
  await store.start();
  store.capture(REQUEST.id, 1_000, cipher.seal(REQUEST.id, encodeCapture(REQUEST)));
  await store.close();
  assert.deepEqual(readCapture(file, REQUEST.id, cipher, 999), REQUEST);
  assert.equal(readCapture(file, REQUEST.id, cipher, 1_000), null);
  assert.equal(readCapture(file, "id-2", cipher, 0), null);
  assert.equal(readFileSync(file).includes("hunter2"), false);
});

test("those that expired are deleted, and the number is bounded", (context) => {
  const database = openForWriting(join(temporaryFolder(context), "events.sqlite"));
  const count = () => database.prepare("SELECT count(*) AS n, min(expires_ms) AS first FROM captures").get();
  database.exec("BEGIN");
  for (let index = 1; index <= 5_010; index++) writeCapture(database, `id-${index}`, index, new Uint8Array(1));
  database.exec("COMMIT");
  assert.deepEqual({ ...count() }, { n: 5_000, first: 11 });
  trimCaptures(database, 5_000);
  assert.deepEqual({ ...count() }, { n: 10, first: 5_001 });
  database.close();
});
