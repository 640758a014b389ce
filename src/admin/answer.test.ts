import assert from "node:assert/strict";
import { test } from "node:test";
import { problem } from "../kernel/problem.ts";
import { jsonAnswer, problemAnswer, textAnswer } from "./answer.ts";

test("answers have their media type, and problems their fields", () => {
  assert.deepEqual(jsonAnswer({ a: 1 }, 409).body, '{"a":1}');
  assert.deepEqual(textAnswer("x").headers.at(-1), ["content-type", "text/plain; charset=utf-8"]);
  const answer = problemAnswer(problem(405, "admin_method", "No", { headers: [["allow", "GET"]] }), "why");
  assert.deepEqual(JSON.parse(answer.body), { type: "urn:portcullis:problem:admin_method", title: "No", status: 405, detail: "why" });
  assert.deepEqual(answer.headers.slice(-2), [
    ["content-type", "application/problem+json"],
    ["allow", "GET"],
  ]);
});
