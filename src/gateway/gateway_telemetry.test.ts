import assert from "node:assert/strict";
import { test } from "node:test";
import { temporaryFolder } from "../../test/support/temporary_folder.ts";
import { liveExchange } from "../../test/support/plans.ts";
import { Log } from "../adapters/log.ts";
import { Metrics } from "../adapters/metrics.ts";
import { fieldsOf } from "../message/headers.ts";
import { GatewayTelemetry } from "./gateway_telemetry.ts";
import { Notices } from "./notices.ts";

test("where nothing is configured a caller's trace is carried on with its flags, nothing is counted and nothing waited for", async (context) => {
  const log = new Log({ level: "warn", to: { file: `${temporaryFolder(context)}/log` } });
  const telemetry = new GatewayTelemetry(new Metrics(false), new Notices(log.app));
  // The example of W3C Trace Context section 3.2.3.
  const headers = fieldsOf([["traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"]]);
  const { header, parentId } = telemetry.begin(liveExchange({ headers }));
  assert.match(header, /^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/u);
  assert.equal(parentId, "00f067aa0ba902b7");
  assert.deepEqual(telemetry.losses(), []);
  await telemetry.close();
  await log.close();
});
