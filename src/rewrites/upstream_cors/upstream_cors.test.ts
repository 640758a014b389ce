import assert from "node:assert/strict";
import { test } from "node:test";
import { applyOf } from "../../../test/support/compile_rewrite.ts";
import { exchange } from "../../../test/support/exchange.ts";
import { NO_CHANGE } from "../../kernel/guard.ts";
import { upstreamCors } from "./upstream_cors.ts";

test("the upstream's allowances are removed, its other fields are not", async () => {
  const responseHeaders = [
    ["access-control-allow-origin", "*"],
    ["vary", "accept"],
    ["access-control-allow-credentials", "true"],
    ["access-control-allow-origin", "null"],
  ] as const;
  const change = await applyOf(upstreamCors, { origins: ["https://app.example"] })(exchange({ responseHeaders }));
  assert.deepEqual(change, { set: [], remove: ["access-control-allow-origin", "access-control-allow-credentials"] });
  assert.equal(await applyOf(upstreamCors, {})(exchange()), NO_CHANGE);
});

test("it runs only where `cors` is configured", () => {
  assert.deepEqual([upstreamCors.key, upstreamCors.always], ["cors", false]);
});
