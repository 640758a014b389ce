import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_REQUEST_LIMITS } from "../http1/http1_limits.ts";
import { trailerRefusal } from "./trailers.ts";

const LIMITS = { ...DEFAULT_REQUEST_LIMITS, trailerBytes: 40, trailerCount: 2 };

test("trailers that say what had to be known before the content are refused by their place", () => {
  for (const name of ["host", "authorization", "content-length", "transfer-encoding", "x_forwarded_for", ":path"])
    assert.deepEqual(
      [trailerRefusal(["x-sum", "1", name, "a"], LIMITS)].map((refusal) => [refusal?.status, refusal?.code, refusal?.place]),
      [[400, "trailer_forbidden", "trailer:2"]],
      name,
    );
});

test("a checksum is no harm, and there is a bound on bytes and on number", () => {
  assert.equal(trailerRefusal([], LIMITS), null);
  // Name, colon, blank, value and line end: 36 and 4.
  assert.equal(trailerRefusal(["x-sum", "1".repeat(31)], LIMITS), null);
  assert.equal(trailerRefusal(["x-sum", "1".repeat(32)], LIMITS)?.status, 431);
  assert.equal(trailerRefusal(["a", "", "b", "", "c", ""], LIMITS)?.place, "trailer:3");
});
