import assert from "node:assert/strict";
import { test } from "node:test";
import { ParameterFault } from "./parameter_fault.ts";

test("a fault is about the whole unless it says where", () => {
  assert.deepEqual(new ParameterFault("parameter.empty", "is empty").path, []);
});
