import assert from "node:assert/strict";
import { test } from "node:test";
import { configOf } from "../../../test/support/configuration.ts";
import { edgeLimits, forwardedPolicy } from "./edge_options.ts";

test("the limits are those of the configuration, with its defaults", () => {
  const limits = edgeLimits(configOf({ protocol: { head: "4KB", idle_timeout: "5s" } }));
  assert.deepEqual([limits.headBytes, limits.idleMs, limits.requestLineBytes, limits.fieldCount], [4_096, 5_000, 8_192, 100]);
});

test("only the proxies named are trusted, and what is no CIDR does not decode", () => {
  const policy = forwardedPolicy(configOf({ trusted_proxies: ["10.0.0.0/8"] }));
  assert.deepEqual([policy.trusted.has("10.1.2.3"), policy.trusted.has("11.0.0.1"), policy.believeHost], [true, false, false]);
  assert.throws(() => configOf({ trusted_proxies: ["10.0.0.1/8"] }));
});
