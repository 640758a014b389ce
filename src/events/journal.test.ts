import assert from "node:assert/strict";
import { test } from "node:test";
import { describeLoss, LOSS_REASONS, lossCount } from "./journal.ts";

test("a loss names how many records and between which numbers", () => {
  assert.equal(describeLoss({ firstSeq: 6, lastSeq: 9, reason: "queue_full" }), "4 records lost between #5 and #10 (queue full)");
  assert.equal(describeLoss({ firstSeq: 6, lastSeq: 6, reason: "write_failed" }), "1 record lost between #5 and #7 (write failed)");
});

test("after an unclean stop the number is not known, and the sentence says so", () => {
  const loss = { firstSeq: 6, lastSeq: null, reason: "unclean_stop" } as const;
  assert.equal(lossCount(loss), null);
  assert.match(describeLoss(loss), /after #5 may be lost/u);
  assert.equal(LOSS_REASONS.length, 5);
});
