/** What an HTTP/2 client can make the gateway hold and do, and that others are served meanwhile (RFC 9113 section 10.5). The figures stand in docs/decisions/http2_bounds.md. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { get } from "../conformance/http2/http2_case.ts";
import { Http2Edge } from "../support/http2_edge.ts";
import { type Flood, type FloodCost, runFlood } from "../support/http2_flood.ts";
import { type Bound, FLOODS, STALLS } from "./http2_flood_cases.ts";

/** What any one connection may cost at most, of the heap and of the whole process. */
const MAX_BYTES = 64 * 1_048_576;
/** A client beside a flood waits no longer than this; on a machine of its own it is a tenth. */
const MAX_WAIT_MS = 3_000;

let edge: Http2Edge;
before(async () => {
  edge = await Http2Edge.start();
  // The first connection compiles and allocates what all others use.
  await runFlood(edge, { name: "none", rounds: 100, frames: (index) => get(2 * index + 1) }, get);
});
after(() => edge.stop());

function assertBounded({ name }: Flood, cost: FloodCost, bound: Bound): void {
  const said = `${name}: ${JSON.stringify(cost)}`;
  assert.ok(cost.ended, said);
  assert.ok(cost.begun <= bound.begun && cost.forwarded <= bound.forwarded, said);
  assert.ok(cost.heldBytes < MAX_BYTES && cost.rssBytes < MAX_BYTES, said);
  assert.ok(cost.othersAnswered > 0 && cost.worstMs < MAX_WAIT_MS, said);
}

for (const [flood, bound] of [...FLOODS, ...STALLS]) {
  test(`bounded: ${flood.name}`, async () => {
    const cost = await runFlood(edge, flood, get);
    assertBounded(flood, cost, bound);
    assert.equal((await edge.figures()).faults, 0);
  });
}

test("every flood that made a CVE is here, and those that only hold", () => {
  assert.deepEqual([FLOODS.length, STALLS.length], [27, 5]);
});
