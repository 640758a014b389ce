import assert from "node:assert/strict";
import { DEFAULT_JSON_LIMITS } from "../../src/codec/json/json_limits.ts";
import { JsonNumber } from "../../src/codec/json/json_value.ts";
import { parseJson } from "../../src/codec/json/parse_json.ts";
import { WorkBudget } from "../../src/kernel/budget.ts";
import type { FuzzTarget } from "./target.ts";

/** Never throws; what is accepted JSON.parse reads too, and as the same value once both are written again. */
export const target: FuzzTarget = {
  name: "json",
  run(bytes) {
    const parsed = parseJson(bytes, DEFAULT_JSON_LIMITS, new WorkBudget(10_000_000));
    if (!parsed.ok) {
      assert.ok(parsed.refusal.offset >= 0 && parsed.refusal.offset <= bytes.length);
      return;
    }
    const native: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
    const numbersAsDoubles = (_name: string, value: unknown): unknown => (value instanceof JsonNumber ? value.value : value);
    assert.equal(JSON.stringify(parsed.value, numbersAsDoubles), JSON.stringify(native));
  },
};
