import assert from "node:assert/strict";
import { test } from "node:test";
import { checkOf, issuesOf, SHOP_SCOPE } from "../../../test/support/compile_guard.ts";
import { exchange, type Fields, operation, type TestExchange } from "../../../test/support/exchange.ts";
import { guardServices } from "../../../test/support/guard_services.ts";
import type { Verdict } from "../../kernel/verdict.ts";
import { cors, isPreflight } from "./cors.ts";

const APP = "https://app.example";
const SCOPE = { ...SHOP_SCOPE, operation: operation({ method: "POST" }) };
const preflight = (origin: string, method: string, ...requested: readonly string[]): TestExchange =>
  exchange({
    method: "OPTIONS",
    headers: [
      ["origin", origin],
      ["access-control-request-method", method],
      ...requested.map((value) => ["access-control-request-headers", value] as const),
    ],
  });

function answered(verdict: Verdict): ReadonlyMap<string, string> {
  assert.equal(verdict.kind, "answer");
  if (verdict.kind !== "answer") return assert.fail();
  assert.equal(verdict.response.status, 204);
  return new Map(verdict.response.headers);
}

test("a preflight for a declared operation from an allowed origin is answered with what is allowed", async () => {
  const check = await checkOf(cors, { origins: [APP], credentials: true }, guardServices(), SCOPE);
  const verdict = await check(preflight(APP, "POST", "content-type,Authorization"));
  assert.deepEqual(verdict.findings, []);
  assert.deepEqual(
    answered(verdict),
    new Map([
      ["access-control-allow-origin", APP],
      ["access-control-allow-methods", "POST"],
      ["access-control-max-age", "600"],
      ["vary", "origin, access-control-request-method, access-control-request-headers"],
      ["access-control-allow-headers", "authorization, content-type"],
      ["access-control-allow-credentials", "true"],
    ]),
  );
});

test("a preflight for what is not allowed gets no allowance and says why in its record", async () => {
  const check = await checkOf(cors, { origins: [APP] }, guardServices(), SCOPE);
  const rows: readonly (readonly [TestExchange, string, string])[] = [
    [preflight("https://evil.example", "POST"), "cors.origin", "header:origin"],
    [preflight("null", "POST"), "cors.origin", "header:origin"],
    [preflight(APP, "DELETE"), "cors.method", "header:access-control-request-method"],
    [preflight(APP, "post"), "cors.method", "header:access-control-request-method"],
    [preflight(APP, "POST", "content-type, x-secret"), "cors.header", "header:access-control-request-headers"],
    [preflight(APP, "POST", "content-type", "x-secret"), "cors.header", "header:access-control-request-headers"],
  ];
  let ran = 0;
  for (const [call, code, place] of rows) {
    const verdict = await check(call);
    assert.deepEqual(
      verdict.findings.map((finding) => [finding.code, finding.place]),
      [[code, place]],
    );
    assert.deepEqual([...answered(verdict).keys()], ["vary"]);
    ran++;
  }
  assert.equal(ran, 6);
});

test("an answer to an allowed origin may be read by it, to another it may not", async () => {
  const check = await checkOf(cors, { origins: [APP], credentials: true });
  const allowed = exchange({ headers: [["origin", APP]] });
  assert.equal((await check(allowed)).kind, "pass");
  assert.deepEqual(
    allowed.effects.headers,
    new Map([
      ["vary", "origin"],
      ["access-control-allow-origin", APP],
      ["access-control-allow-credentials", "true"],
      ["access-control-expose-headers", "ratelimit, ratelimit-policy, retry-after, x-request-id"],
    ]),
  );
  for (const headers of [[["origin", "https://evil.example"]], []] satisfies Fields[]) {
    const other = exchange({ headers });
    assert.equal((await check(other)).kind, "pass");
    assert.deepEqual(other.effects.headers, new Map([["vary", "origin"]]));
  }
});

test("any origin is answered with `*` and without Vary", async () => {
  const check = await checkOf(cors, { origins: ["*"], expose: [] });
  const call = exchange({ headers: [["origin", "https://any.example"]] });
  await check(call);
  assert.deepEqual(call.effects.headers, new Map([["access-control-allow-origin", "*"]]));
});

test("with `refuse`, calls from other origins are 403; same-origin calls and calls without origin are not", async () => {
  const check = await checkOf(cors, { origins: [APP], refuse: true });
  const refused = [exchange({ headers: [["origin", "https://evil.example"]] }), preflight("https://evil.example", "GET")];
  for (const call of refused) {
    const verdict = await check(call);
    assert.equal(verdict.kind === "deny" && verdict.problem.status, 403);
    assert.deepEqual(
      verdict.findings.map((finding) => [finding.code, finding.place]),
      [["cors.origin", "header:origin"]],
    );
  }
  for (const headers of [[["origin", "https://api.example"]], []] satisfies Fields[])
    assert.equal((await check(exchange({ headers }))).kind, "pass");
});

test("an OPTIONS that is no preflight passes as any other call", async () => {
  const check = await checkOf(cors, { origins: [APP] });
  const plain = exchange({ method: "OPTIONS", headers: [["origin", APP]] });
  assert.equal(isPreflight(plain), false);
  assert.equal((await check(plain)).kind, "pass");
  assert.equal(isPreflight(preflight(APP, "GET")), true);
  const get = [
    ["origin", APP],
    ["access-control-request-method", "GET"],
  ] as const;
  assert.equal(isPreflight(exchange({ method: "GET", headers: get })), false);
});

test("credentials for any origin do not compile", async () => {
  assert.deepEqual(
    (await issuesOf(cors, { origins: ["*"], credentials: true })).map((issue) => issue.path),
    [["credentials"]],
  );
});
