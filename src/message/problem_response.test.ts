import assert from "node:assert/strict";
import { test } from "node:test";
import { problem } from "../kernel/problem.ts";
import { MAX_PROBLEM_ERRORS, problemResponse } from "./problem_response.ts";

const ID = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
const PROBLEM = problem(422, "body_invalid", "Invalid body", { headers: [["x-a", "b"]] });
const FINDING = { code: "schema.type", place: "body:/a", message: "expected a string", rule: "#/secret/rule" };
const bodyOf = (...args: Parameters<typeof problemResponse>): unknown => JSON.parse(String(problemResponse(...args).body));

test("each level of detail tells what it may", () => {
  const rest = { status: 422, instance: `urn:uuid:${ID}` };
  assert.deepEqual(bodyOf(PROBLEM, [FINDING], ID, "none"), { type: "about:blank", title: "Unprocessable Content", ...rest });
  const unregistered = { type: "about:blank", title: "Refused", status: 418, instance: rest.instance };
  assert.deepEqual(bodyOf(problem(418, "a", "A"), [], ID, "none"), unregistered);
  const code = { type: "urn:portcullis:problem:body_invalid", title: "Invalid body", ...rest };
  assert.deepEqual(bodyOf(PROBLEM, [FINDING], ID, "code"), code);
  const errors = [{ code: "schema.type", place: "body:/a", message: "expected a string" }];
  assert.deepEqual(bodyOf(PROBLEM, [FINDING], ID, "pointer"), { ...code, errors });
  assert.deepEqual(bodyOf(PROBLEM, [], ID, "pointer"), code);
});

test("what broke on our side or behind is not told its caller, a request that asks for too much is", () => {
  const finding = { code: "upstream.upstream_unreachable", place: "upstream", message: "connect ECONNREFUSED 10.1.2.3:3000" };
  for (const status of [500, 502, 503, 504]) {
    const text = JSON.stringify(bodyOf(problem(status, "broken", "Broken"), [finding], ID, "pointer"));
    assert.doesNotMatch(text, /errors|10\.1\.2\.3/u, String(status));
  }
  for (const status of [501, 505]) assert.match(JSON.stringify(bodyOf(problem(status, "a", "A"), [FINDING], ID, "pointer")), /errors/u);
});

test("observed findings are not told, and others only up to the bound", () => {
  const many = Array.from({ length: MAX_PROBLEM_ERRORS + 5 }, () => FINDING);
  const body = bodyOf(PROBLEM, [{ ...FINDING, code: "observed", would: "deny" }, ...many], ID, "pointer");
  assert.ok(typeof body === "object" && body !== null && "errors" in body && Array.isArray(body.errors));
  assert.equal(body.errors.length, MAX_PROBLEM_ERRORS);
  assert.ok(!JSON.stringify(body).includes("observed"));
});

test("the answer is a problem document that is not stored, with the fields of the refusal", () => {
  const response = problemResponse(PROBLEM, [], ID, "code");
  assert.equal(response.status, 422);
  assert.deepEqual(response.headers, [
    ["content-type", "application/problem+json"],
    ["cache-control", "no-store"],
    ["x-a", "b"],
  ]);
});
