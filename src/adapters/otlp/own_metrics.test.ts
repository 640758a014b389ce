import assert from "node:assert/strict";
import { test } from "node:test";
import { DataPointType } from "@opentelemetry/sdk-metrics";
import { ownMetrics } from "./own_metrics.ts";

test("a counter is a monotonic sum without `_total`, a gauge a gauge, each with its labels; what is not the gateway's own is left out", () => {
  const sent = ownMetrics(
    [
      { kind: "counter", name: "portcullis_denied_total", help: "Refused.", values: [{ labels: { guard: "authn", code: "x" }, value: 3 }] },
      { kind: "gauge", name: "portcullis_event_store_up", help: "Up.", values: [{ labels: {}, value: 1 }] },
      { kind: "gauge", name: "portcullis_seen_total", help: "A gauge may be called so.", values: [] },
      { kind: "gauge", name: "process_resident_memory_bytes", help: "Of the process.", values: [{ labels: {}, value: 9 }] },
    ],
    [1, 2],
    [3, 4],
  );
  assert.deepEqual(
    sent.map(({ descriptor, dataPointType, dataPoints }) => [descriptor.name, descriptor.description, dataPointType, dataPoints]),
    [
      [
        "portcullis.denied",
        "Refused.",
        DataPointType.SUM,
        [{ startTime: [1, 2], endTime: [3, 4], attributes: { guard: "authn", code: "x" }, value: 3 }],
      ],
      ["portcullis.event_store_up", "Up.", DataPointType.GAUGE, [{ startTime: [1, 2], endTime: [3, 4], attributes: {}, value: 1 }]],
      ["portcullis.seen_total", "A gauge may be called so.", DataPointType.GAUGE, []],
    ],
  );
  const [first] = sent;
  assert.ok(first?.dataPointType === DataPointType.SUM && first.isMonotonic);
});
