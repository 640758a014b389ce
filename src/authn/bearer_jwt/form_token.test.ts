import assert from "node:assert/strict";
import { test } from "node:test";
import { type ExchangeSketch, exchange, operation } from "../../../test/support/exchange.ts";
import type { Verdict } from "../../kernel/verdict.ts";
import type { Operation } from "../../openapi/operation.ts";
import { compileFormTokenCheck } from "./form_token.ts";

const taking = (range: string): Operation =>
  operation({
    requestBody: {
      required: true,
      content: [{ range, schema: null, itemSchema: null, encoding: new Map() }],
      place: { uri: "", pointer: "" },
    },
  });

async function check(text: string, headers: ExchangeSketch["headers"] & object): Promise<Verdict> {
  const compiled = compileFormTokenCheck(taking("application/x-www-form-urlencoded"));
  assert.ok(compiled !== null);
  return compiled({ ...exchange({ headers }), body: { kind: "buffered", bytes: Buffer.from(text) } });
}

const AUTHORIZATION = ["authorization", "Bearer x"] as const;
const FORM = ["content-type", "Application/X-WWW-Form-Urlencoded; charset=utf-8"] as const;

test("a token in the form beside Authorization is 400 with the place", async () => {
  for (const body of ["access_token=y", "a=1&access%5Ftoken=y"]) {
    const verdict = await check(body, [AUTHORIZATION, FORM]);
    assert.ok(verdict.kind === "deny");
    assert.equal(verdict.problem.status, 400);
    assert.deepEqual([verdict.findings[0]?.code, verdict.findings[0]?.place], ["bearer.malformed", "body:/access_token"]);
  }
});

test("of two media types the upstream may take either: one of a form is enough", async () => {
  const other = ["content-type", "text/plain"] as const;
  assert.equal((await check("access_token=y", [AUTHORIZATION, other, FORM])).kind, "deny");
});

test("another form, another type, or no Authorization passes", async () => {
  assert.equal((await check("a=access_token", [AUTHORIZATION, FORM])).kind, "pass");
  assert.equal((await check("access_token=y", [AUTHORIZATION, ["content-type", "text/plain"]])).kind, "pass");
  assert.equal((await check("access_token=y", [FORM])).kind, "pass");
});

test("operations that take no forms need no check", () => {
  assert.equal(compileFormTokenCheck(operation()), null);
  assert.equal(compileFormTokenCheck(taking("application/json")), null);
  assert.notEqual(compileFormTokenCheck(taking("*/*")), null);
});
