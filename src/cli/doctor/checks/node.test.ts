import assert from "node:assert/strict";
import { test } from "node:test";
import { diagnose, patientIn } from "../../../../test/support/doctor.ts";
import { node } from "./node.ts";

test("an even version in support is well; an old one, an odd one and one past its end are not", async (context) => {
  const at = (day: string) => () => Date.parse(day);
  const rows: readonly (readonly [string, string, string])[] = [
    ["24.21.0", "2026-11-24", "ok: Node.js 24.21.0, with security fixes until 2028-04-30"],
    ["20.20.2", "2026-11-24", "failure: Node.js 20.20.2 is too old"],
    ["25.1.0", "2026-11-24", "warning: Node.js 25.1.0 is no version with long support"],
    ["24.21.0", "2028-05-02", "failure: Node.js 24.21.0 got its last security fixes on 2028-04-30"],
  ];
  for (const [nodeVersion, day, expected] of rows)
    assert.deepEqual(await diagnose(node, patientIn(context, { facts: { nodeVersion }, nowMs: at(day) })), [expected]);
  assert.equal(rows.length, 4);
});
