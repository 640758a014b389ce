import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { DOWNGRADE_GROUPS, downgradeFailure, downgradePage } from "./downgrade_table.ts";

for (const [title, cases] of DOWNGRADE_GROUPS) {
  test(`smuggling by downgrade, ${title.toLowerCase()}: nothing but the judged request reaches the upstream`, async () => {
    const failures: (string | null)[] = [];
    for (const each of cases)
      for (const way of ["whole", "bytewise", "in pieces"] as const) failures.push(await downgradeFailure(each, way));
    assert.deepEqual(
      failures.filter((failure) => failure !== null),
      [],
    );
    assert.equal(failures.length, cases.length * 3);
  });
}

test("the page lists every attempt and is up to date (scripts/http2_refusals.ts)", () => {
  assert.equal(DOWNGRADE_GROUPS.flatMap(([, cases]) => cases).length, 29 + 25 + 26 + 29 + 12);
  assert.equal(readFileSync(new URL("../../../docs/http2-refusals.md", import.meta.url), "utf8"), downgradePage());
});
