import assert from "node:assert/strict";
import { test } from "node:test";
import { KeyFetches } from "./readings.ts";

test("fetches are counted by issuer and result", () => {
  const fetches = new KeyFetches();
  const status = { issuer: "https://idp.example", usable: true, keys: 1, refused: new Map<string, string>(), ageMs: 0, failure: null };
  fetches.count(status);
  fetches.count(status);
  fetches.count({ ...status, failure: "no answer" });
  assert.deepEqual(fetches.readings(), [
    [{ issuer: "https://idp.example", result: "ok" }, 2],
    [{ issuer: "https://idp.example", result: "failed" }, 1],
  ]);
});
