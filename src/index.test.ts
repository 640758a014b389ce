import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { defineGuard, deny, PASS, problem } from "./index.ts";

test("a guard of one's own needs nothing but what the package exports", () => {
  const guard = defineGuard({
    name: "weekdays",
    phase: "route",
    summary: "refuses weekends",
    options: z.strictObject({}).prefault({}),
    always: true,
    compile: () => ({
      kind: "check",
      check: (exchange) => (new Date(exchange.receivedAtMs).getUTCDay() % 6 === 0 ? deny(problem(403, "weekend", "Closed")) : PASS),
    }),
  });
  assert.deepEqual([guard.name, guard.phase, guard.always], ["weekdays", "route", true]);
});
