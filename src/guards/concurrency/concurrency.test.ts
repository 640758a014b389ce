import assert from "node:assert/strict";
import { test } from "node:test";
import { checkOf, issuesOf, SHOP_SCOPE } from "../../../test/support/compile_guard.ts";
import { exchange, operation } from "../../../test/support/exchange.ts";
import { guardServices } from "../../../test/support/guard_services.ts";
import { concurrency } from "./concurrency.ts";

test("one call too many from an address is refused with 429 until one has ended", async () => {
  const check = await checkOf(concurrency, { per: "ip", max: 2 });
  const first = exchange();
  assert.equal((await check(first)).kind, "pass");
  assert.equal((await check(exchange())).kind, "pass");
  const verdict = await check(exchange());
  assert.equal(verdict.kind === "deny" && verdict.problem.status, 429);
  assert.deepEqual(verdict.kind === "deny" && verdict.problem.headers, [["retry-after", "1"]]);
  assert.deepEqual(
    verdict.findings.map((finding) => [finding.code, finding.place]),
    [["concurrency.exceeded", "client"]],
  );
  assert.equal((await check(exchange({ address: "192.0.2.2" }))).kind, "pass");
  first.effects.end({ kind: "abandoned" });
  assert.equal((await check(exchange())).kind, "pass");
});

test("a refused call takes no slot, so its end gives none back", async () => {
  const check = await checkOf(concurrency, { per: "ip", max: 1 });
  await check(exchange());
  const refused = exchange();
  assert.equal((await check(refused)).kind, "deny");
  refused.effects.end({ kind: "abandoned" });
  assert.equal((await check(exchange())).kind, "deny");
});

test("an API or an operation at its limit is 503 for everybody", async () => {
  const rows = [
    { per: "api", second: operation({ id: "other" }) },
    { per: "operation", second: operation() },
  ] as const;
  for (const { per, second } of rows) {
    const check = await checkOf(concurrency, { per, max: 1 });
    assert.equal((await check(exchange())).kind, "pass");
    const verdict = await check(exchange({ address: "192.0.2.2", operation: second }));
    assert.equal(verdict.kind === "deny" && verdict.problem.status, 503, per);
    assert.deepEqual(
      verdict.findings.map((finding) => finding.place),
      [per],
    );
  }
  assert.equal(rows.length, 2);
});

test("another operation is not held back by one at its limit, and slots outlive a generation", async () => {
  const services = guardServices();
  const check = await checkOf(concurrency, { per: "operation", max: 1 }, services);
  assert.equal((await check(exchange())).kind, "pass");
  assert.equal((await check(exchange({ operation: operation({ id: "other" }) }))).kind, "pass");
  const next = await checkOf(concurrency, { per: "operation", max: 1 }, services);
  assert.equal((await next(exchange())).kind, "deny");
  const global = await checkOf(concurrency, { per: "operation", max: 1 }, services, { ...SHOP_SCOPE, level: "global" });
  assert.equal((await global(exchange())).kind, "pass");
});

test("a maximum of none does not compile", async () => {
  assert.deepEqual(
    (await issuesOf(concurrency, { per: "ip", max: 0 })).map((issue) => issue.path),
    [["max"]],
  );
  assert.equal((await issuesOf(concurrency, { per: "caller", max: 1 })).length, 1);
});
