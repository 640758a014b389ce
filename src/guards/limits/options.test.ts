import assert from "node:assert/strict";
import { test } from "node:test";
import { compileLimits, isEarly, limitsOptions, MAX_COUNT, parseSubject } from "./options.ts";

test("a limit counts by one of six subjects", () => {
  assert.deepEqual(parseSubject("ip"), { kind: "ip" });
  assert.deepEqual(parseSubject("api_key"), { kind: "api_key" });
  assert.deepEqual(parseSubject("claim:https://x.example/Tenant"), { kind: "claim", name: "https://x.example/Tenant" });
  assert.deepEqual(parseSubject("header:X-Tenant"), { kind: "header", name: "x-tenant" });
  const rows = ["", "IP", "ip:", "claim:", "claim", "header:", "header:a b", "header:é", "user", "toString", `claim:${"x".repeat(257)}`];
  for (const text of rows) assert.equal(parseSubject(text), null, text);
  assert.equal(rows.length, 11);
});

test("what needs no caller is early, what needs one is not", () => {
  const early = ["ip", "operation", "header:x", "principal", "api_key", "claim:x"].map((text) => {
    const per = parseSubject(text);
    return per !== null && isEarly(per);
  });
  assert.deepEqual(early, [true, true, true, false, false, false]);
});

test("options that can't be meant are refused where they stand", () => {
  const rows: readonly (readonly [unknown, string])[] = [
    [[{ per: "ip" }], "0/rate"],
    [[{ per: "ip", rate: "100" }], "0/rate"],
    [[{ per: "user", rate: "1/s" }], "0/per"],
    [[{ per: "ip", rate: "1/s", burst: 0 }], "0/burst"],
    [[{ per: "ip", rate: "1/s", cost: 1.5 }], "0/cost"],
    [[{ per: "ip", rate: "1/s", cost: MAX_COUNT + 1 }], "0/cost"],
    [[{ per: "ip", rate: "1/s", name: 'a"b' }], "0/name"],
    [[{ per: "ip", rate: "1/s", window: 1 }], "0"],
    [{ per: "ip", rate: "1/s" }, ""],
  ];
  let ran = 0;
  for (const [value, path] of rows) {
    const result = limitsOptions.safeParse(value);
    assert.equal(result.success, false, JSON.stringify(value));
    assert.equal(result.error?.issues[0]?.path.join("/"), path);
    ran++;
  }
  assert.equal(ran, 9);
});

test("decoding what was decoded changes nothing", () => {
  const value = [{ per: "ip", rate: "100/min", burst: 5, name: "all" }];
  assert.deepEqual(limitsOptions.parse(limitsOptions.parse(value)), value);
});

test("limits without a name are called after what they count by and told apart", () => {
  const { limits, issues } = compileLimits([
    { per: "ip", rate: "10/s" },
    { per: "ip", rate: "1000/h" },
    { per: "principal", rate: "1/s", name: "caller" },
  ]);
  assert.deepEqual(issues, []);
  assert.deepEqual(
    limits.map((limit) => limit.name),
    ["ip", "ip-2", "caller"],
  );
  assert.deepEqual([limits[1]?.quota, limits[1]?.windowS, limits[1]?.gcra.burst], [1000, 3600, 1000]);
});

test("equal names, a cost beyond the burst and a bucket too deep are issues", () => {
  const { limits, issues } = compileLimits([
    { per: "ip", rate: "10/s" },
    { per: "header:x", rate: "10/s", name: "ip" },
    { per: "principal", rate: "10/s", cost: 11 },
    { per: "api_key", rate: "1/d", burst: 31 },
  ]);
  assert.deepEqual(
    issues.map((issue) => issue.path),
    [
      [1, "name"],
      [2, "cost"],
      [3, "burst"],
    ],
  );
  assert.equal(limits.length, 2);
});
