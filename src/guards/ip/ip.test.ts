import assert from "node:assert/strict";
import { test } from "node:test";
import { checkOf, compiled, issuesOf, SHOP_SCOPE } from "../../../test/support/compile_guard.ts";
import { exchange } from "../../../test/support/exchange.ts";
import { guardServices } from "../../../test/support/guard_services.ts";
import { apiIp, ip } from "./ip.ts";

const LISTS = { allow: ["192.0.2.0/24", "2001:db8::/32"], deny: ["192.0.2.66"] };

test("an allowed address passes; one not allowed, denied or unreadable is refused for its own reason", async () => {
  const rows: readonly (readonly [string, string | null])[] = [
    ["192.0.2.1", null],
    ["2001:db8::1", null],
    ["192.0.2.66", "ip.denied"],
    ["192.0.3.1", "ip.not_allowed"],
    ["2001:db9::1", "ip.not_allowed"],
    ["", "ip.unknown"],
    ["192.0.2.1:80", "ip.unknown"],
  ];
  let ran = 0;
  for (const guard of [ip, apiIp]) {
    const check = guard.phase === "head" ? await checkOf(guard, LISTS) : await checkOf(guard, LISTS);
    for (const [address, code] of rows) {
      const verdict = await check(exchange({ address }));
      if (code === null) assert.equal(verdict.kind, "pass", address);
      else {
        assert.equal(verdict.kind, "deny", address);
        assert.deepEqual(
          verdict.findings.map((finding) => [finding.code, finding.place]),
          [[code, "client"]],
        );
        assert.equal(verdict.kind === "deny" && verdict.problem.status, 403);
      }
      ran++;
    }
  }
  assert.equal(ran, 14);
});

test("with a deny list alone everybody else passes", async () => {
  const check = await checkOf(ip, { deny: ["198.51.100.0/24"] });
  assert.equal((await check(exchange({ address: "192.0.2.1" }))).kind, "pass");
  assert.equal((await check(exchange({ address: "198.51.100.7" }))).kind, "deny");
});

test("an entry that is no network, or an empty allow list, does not compile", async () => {
  assert.deepEqual(
    (await issuesOf(ip, { allow: ["10.0.0.0/8", "10.0.0.0/33"], deny: ["x"] })).map((issue) => issue.path),
    [
      ["allow", 1],
      ["deny", 0],
    ],
  );
  assert.deepEqual(
    (await issuesOf(ip, { allow: [] })).map((issue) => issue.path),
    [["allow"]],
  );
  assert.equal((await issuesOf(ip, { allows: [] })).length, 1);
});

test("empty lists leave the plan, and the gateway's list is not checked again on the route", async () => {
  assert.equal((await compiled(ip, {})).kind, "none");
  assert.equal((await compiled(apiIp, LISTS, guardServices(), { ...SHOP_SCOPE, level: "global" })).kind, "none");
});
