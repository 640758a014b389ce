import assert from "node:assert/strict";
import { test } from "node:test";
import { temporaryFolder } from "../../test/support/temporary_folder.ts";
import { generationOf, liveExchange, runOf } from "../../test/support/plans.ts";
import { readConfig } from "../config/read_config.ts";
import { recordOf } from "../engine/record_of.ts";
import { CaptureWindows } from "./capture_windows.ts";

const TRAFFIC = {
  status: 200,
  upstreamStatus: 200,
  requestBytes: 1,
  responseBytes: 1,
  upstreamMs: 1,
  protocol: "1.1",
  contentBytes: 0,
  upstream: null,
  upstreamAskedMs: 0,
  upstreamEndedMs: null,
} as const;

function configOf(capture: object | undefined) {
  const api = { routes: "any", public: true, upstream: "http://127.0.0.1:1" };
  const parsed = readConfig(
    "x.yaml",
    Buffer.from(JSON.stringify({ version: 1, apis: [api], ...(capture === undefined ? {} : { capture }) })),
  );
  assert.ok(parsed.ok);
  return parsed.value.config;
}

test("what was asked for is kept, sealed, as long as it is asked for", (context) => {
  const folder = temporaryFolder(context);
  const kept: string[] = [];
  const windows = new CaptureWindows({ capture: (id) => void kept.push(id) }, (error) => assert.fail(String(error)));
  const exchange = liveExchange({ path: "/a" });
  const record = recordOf(runOf(generationOf([]), exchange), { kind: "forwarded", status: 200 }, TRAFFIC, 1, 1);
  windows.offer(exchange, record);
  assert.equal(kept.length, 0);
  windows.open({ config: configOf({ match: "denied", for: "10m" }), folder });
  windows.offer(exchange, record);
  assert.equal(kept.length, 0, "it was not refused");
  windows.open({ config: configOf({ match: "denied=false", for: "10m" }), folder });
  windows.offer(exchange, record);
  assert.deepEqual(kept, [exchange.id]);
  windows.open({ config: configOf(undefined), folder });
  windows.offer(exchange, record);
  assert.equal(kept.length, 1);
});

test("without a store nothing is kept and nothing fails", (context) => {
  const windows = new CaptureWindows(null, (error) => assert.fail(String(error)));
  windows.open({ config: configOf({ match: "denied", for: "10m" }), folder: temporaryFolder(context) });
});
