import assert from "node:assert/strict";
import { test } from "node:test";
import { problem } from "../../kernel/problem.ts";
import { framingRefusal } from "./framing_refusal.ts";

test("a refusal of the framing names the place and ends the connection", () => {
  assert.deepEqual(framingRefusal(408, "body_timeout", "late", "body"), {
    problem: problem(408, "body_timeout", "The request is not well-formed HTTP", { close: true }),
    findings: [{ code: "framing.body_timeout", place: "body", message: "late" }],
  });
});
