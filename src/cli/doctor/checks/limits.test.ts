import assert from "node:assert/strict";
import { test } from "node:test";
import { diagnose, patientIn } from "../../../../test/support/doctor.ts";
import { limits } from "./limits.ts";

const GB = 1_073_741_824;

test("what the system grants is held against what the configuration promises", async (context) => {
  const told = async (facts: object): Promise<string> => (await diagnose(limits, patientIn(context, { facts }))).join("\n");
  const well = { openFiles: 65_536, somaxconn: 4_096, cgroupBytes: null, memoryBytes: 8 * GB, heapBytes: 4 * GB };
  assert.equal((await told(well)).match(/^ok: /gmu)?.length, 3);
  assert.match(await told({ ...well, openFiles: 1_024 }), /^failure: 1024 open files for `protocol\.connections: 10000`/mu);
  // 10,000 clients, 256 to the upstream, one listener, 128 others.
  assert.match(await told({ ...well, openFiles: 10_384 }), /^warning: 10384 open files/mu);
  assert.match(await told({ ...well, openFiles: 10_385 }), /^ok: 10385 open files; 10385 may be used/mu);
  assert.match(await told({ ...well, somaxconn: 128 }), /^warning: 128 connections may wait/mu);
  assert.match(await told({ ...well, cgroupBytes: GB }), /^warning: 1024 MB of memory, of which JavaScript may take 4096 MB/mu);
  assert.match(await told({ ...well, cgroupBytes: GB / 8 }), /^warning: 128 MB of memory$/mu);
});
