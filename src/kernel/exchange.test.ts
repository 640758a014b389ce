import assert from "node:assert/strict";
import { test } from "node:test";
import { PHASES } from "./exchange.ts";

test("the phases are those of the design, in its order", () => {
  assert.deepEqual(PHASES, ["head", "route", "identity", "body", "response"]);
});
