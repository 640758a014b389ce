/** The canonical path: idempotent, without anything a second reader could read otherwise. */
import assert from "node:assert/strict";
import { canonicalPath, encodedSegments } from "../../src/codec/path.ts";
import { decodePercent } from "../../src/codec/percent.ts";
import { latin1Text } from "../support/latin1_text.ts";
import type { FuzzTarget } from "./target.ts";

export const target: FuzzTarget = {
  name: "path",
  run(bytes) {
    const raw = latin1Text(bytes);
    const path = canonicalPath(raw.startsWith("/") ? raw : `/${raw}`);
    if ("refused" in path) {
      assert.equal(path.problem.status, 400);
      return;
    }
    const again = canonicalPath(path.forwarded);
    assert.ok(!("refused" in again), "what is forwarded is accepted");
    assert.deepEqual(again.segments, path.segments);
    assert.equal(again.forwarded, path.forwarded);
    assert.deepEqual(again.needs, path.needs);
    assert.deepEqual(
      encodedSegments(path).map((segment) => decodePercent(segment)),
      path.segments,
    );
    const whole = path.segments.join("/");
    const parts = whole.split("/").map((part) => part.split(";")[0]);
    assert.ok(parts.every((part) => part !== "." && part !== ".."));
    assert.ok(!whole.includes("\\") && !whole.includes("//") && !whole.includes("\0"));
    assert.equal(
      path.needs.has("slash"),
      path.segments.some((segment) => segment.includes("/")),
    );
    assert.equal(path.needs.has("semicolon"), whole.includes(";"));
  },
};
