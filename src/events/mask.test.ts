import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { isSecretName, looksSecret, MASKED, maskField, maskPath, maskQuery, maskTarget } from "./mask.ts";

test("secret names are known in every spelling, ordinary ones are not", () => {
  const secret = [
    "password",
    "Pass_Phrase",
    "X-Api-Key",
    "access_token",
    "accessToken",
    "client-secret",
    "SESSIONID",
    "card.number",
    "cvv",
    "otp",
    "jwt",
  ];
  const open = ["id", "orderId", "name", "page", "author", "keyword", "pins", "company", "design"];
  assert.deepEqual(
    secret.filter((name) => !isSecretName(name)),
    [],
  );
  assert.deepEqual(open.filter(isSecretName), []);
});

test("values that look like a credential are known by their mark or check digit", () => {
  // 4111 1111 1111 1111 and 378282246310005 are the card industry's published test numbers.
  const secret = [
    "eyJhbGciOiJub25lIn0.e30.",
    "ghp_0123456789abcdef",
    "AKIAIOSFODNN7EXAMPLE",
    "4111111111111111",
    "4111-1111-1111-1111",
    "378282246310005",
  ];
  const open = [
    "4111111111111112",
    "01934f6e-1c2a-7c3d-9e4f-000000000001",
    "order-2024-11-24",
    "eyJ",
    "",
    "12345678901234567890123",
    "listOrders-by-date",
  ];
  assert.deepEqual(
    secret.filter((value) => !looksSecret(value)),
    [],
  );
  assert.deepEqual(open.filter(looksSecret), []);
});

test("of a path, segments that look secret or hold a secret parameter are masked and the rest stays", () => {
  assert.equal(maskPath("/orders/7", null), "/orders/7");
  assert.equal(maskPath("/cards/4111111111111111/use", null), "/cards/***/use");
  assert.equal(maskPath("/reset/abc/now", { token: "abc" }), "/reset/***/now");
  assert.equal(maskPath("/reset/a%20b", { token: "a b" }), "/reset/***");
  assert.equal(maskPath("/files/a/b", { secretPath: "a/b" }), "/files/***/***");
  assert.equal(maskPath("/users/alice", { userId: "alice" }), "/users/alice");
});

test("of a query only names are kept, and a bare value is no name", () => {
  assert.equal(maskQuery(null), "");
  assert.equal(maskQuery("a=1&b=&a=2"), "a=***&b=***&a=***");
  assert.equal(maskQuery("hunter2"), MASKED);
  assert.equal(maskQuery("eyJhbGciOiJub25lIn0=x"), "***=***");
  assert.equal(maskTarget("/a", "q=1", null), "/a?q=***");
  assert.equal(maskTarget("/a", "", null), "/a");
});

test("a query's mask is bounded and shows no value, whatever the query", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.integer({ min: 0, max: 1e9 })), { maxLength: 60 }), (pairs) => {
      const query = pairs.map(([name, value]) => `${name.replaceAll("&", "").replaceAll("=", "")}=v${value}v`).join("&");
      const masked = maskQuery(query);
      assert.ok(masked.length <= 32 * 70 + 4);
      for (const part of masked.split("&")) assert.ok(part === "" || part === "..." || part.endsWith(MASKED), part);
    }),
  );
});

test("a field's value is shown only where the field is known to hold no secret", () => {
  assert.equal(maskField("content-type", "application/json"), "application/json");
  for (const name of ["authorization", "cookie", "x-anything", "dpop"]) assert.equal(maskField(name, "value"), MASKED);
  assert.equal(maskField("user-agent", "eyJhbGciOiJub25lIn0.e30."), MASKED);
});
