import assert from "node:assert/strict";
import { test } from "node:test";
import { adminUnderTest } from "../../../test/support/admin_ports.ts";

test("a mode is set for a while and cleared, in the operator's name", async () => {
  const { gateway, ask } = adminUnderTest();
  const set = await ask("POST", "/v1/mode", '{"guard":"waf","mode":"observe","for":"30m","reason":"release"}');
  assert.equal(set.status, 200, set.body);
  assert.match((await ask("GET", "/v1/mode")).body, /"guard":"waf","mode":"observe"/u);
  assert.equal((await ask("DELETE", "/v1/mode/waf")).status, 200);
  assert.equal((await ask("DELETE", "/v1/mode/waf")).status, 404);
  assert.deepEqual(gateway.asked, ['mode waf {"mode":"observe","forMs":1800000} token release', "mode waf null token "]);
});

test("a body that is not exactly what is asked for changes nothing", async () => {
  const { gateway, ask } = adminUnderTest();
  const rows: readonly (readonly [status: number, body: string, contentType?: string])[] = [
    [415, '{"guard":"waf","mode":"observe","for":"30m"}', "text/plain"],
    [415, "guard=waf", "application/x-www-form-urlencoded"],
    [400, ""],
    [400, "{"],
    [400, '{"guard":"waf","guard":"authn","mode":"off","for":"1m"}'],
    [400, '{"guard":"waf","mode":"off","for":"1m","more":1}'],
    [400, '{"guard":"waf","mode":"none","for":"1m"}'],
    [400, '{"guard":"waf","mode":"off"}'],
    [400, '{"guard":"waf","mode":"off","for":"2d"}'],
    [400, '{"guard":"waf","mode":"off","for":"0s"}'],
    [400, '{"guard":"waf","mode":"off","for":"soon"}'],
    [404, '{"guard":"no-such","mode":"off","for":"1m"}'],
  ];
  for (const [status, body, contentType] of rows) {
    const answer = await ask("POST", "/v1/mode", body, contentType === undefined ? {} : { "content-type": contentType });
    assert.equal(answer.status, status, `${body} ${answer.body}`);
    assert.deepEqual(answer.headers.at(-1), ["content-type", "application/problem+json"]);
  }
  assert.equal(rows.length, 12);
  assert.match((await ask("POST", "/v1/mode", '{"guard":"no-such","mode":"off","for":"1m"}')).body, /the guards are authn, waf/u);
  assert.deepEqual(gateway.asked, []);
});
