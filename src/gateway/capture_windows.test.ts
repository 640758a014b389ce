import assert from "node:assert/strict";
import { test } from "node:test";
import { configOf } from "../../test/support/configuration.ts";
import { temporaryFolder } from "../../test/support/temporary_folder.ts";
import { generationOf, liveExchange, runOf, TRAFFIC } from "../../test/support/plans.ts";
import { recordOf } from "../engine/record_of.ts";
import { CaptureWindows } from "./capture_windows.ts";

test("what was asked for is kept, sealed, as long as it is asked for", (context) => {
  const folder = temporaryFolder(context);
  const kept: string[] = [];
  const windows = new CaptureWindows({ capture: (id) => void kept.push(id) }, (error) => assert.fail(String(error)));
  const exchange = liveExchange({ path: "/a" });
  const record = recordOf(runOf(generationOf([]), exchange), { kind: "forwarded", status: 200 }, TRAFFIC, 1, 1);
  windows.offer(exchange, record);
  assert.equal(kept.length, 0);
  windows.open({ config: configOf({ capture: { match: "denied", for: "10m" } }), folder });
  windows.offer(exchange, record);
  assert.equal(kept.length, 0, "it was not refused");
  windows.open({ config: configOf({ capture: { match: "denied=false", for: "10m" } }), folder });
  windows.offer(exchange, record);
  assert.deepEqual(kept, [exchange.id]);
  windows.open({ config: configOf({}), folder });
  windows.offer(exchange, record);
  assert.equal(kept.length, 1);
});

test("without a store nothing is kept and nothing fails", (context) => {
  const windows = new CaptureWindows(null, (error) => assert.fail(String(error)));
  windows.open({ config: configOf({ capture: { match: "denied", for: "10m" } }), folder: temporaryFolder(context) });
});
