import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { quotedStringAt } from "../codec/field_syntax.ts";
import { bearerChallenge, toChallenge } from "./www_authenticate.ts";

test("the challenges of RFC 6750 section 3", () => {
  assert.equal(bearerChallenge({ realm: "example" }), 'Bearer realm="example"');
  assert.equal(
    bearerChallenge({ realm: "example", error: "invalid_token", description: "The access token expired" }),
    'Bearer realm="example", error="invalid_token", error_description="The access token expired"',
  );
  assert.equal(
    bearerChallenge({
      realm: "a",
      error: "insufficient_scope",
      scopes: ["orders:read", "orders:write"],
      resourceMetadata: "https://a.example/.well-known/x",
    }),
    'Bearer realm="a", error="insufficient_scope", scope="orders:read orders:write", resource_metadata="https://a.example/.well-known/x"',
  );
  assert.equal(bearerChallenge({ realm: "a", scopes: [] }), 'Bearer realm="a"');
});

test("no value ends its string, its field or its line", () => {
  assert.equal(
    bearerChallenge({ realm: 'a", x="\r\nset-cookie: b', description: 'say "no"\\' }),
    `Bearer realm="a\\", x=\\"??set-cookie: b", error_description="say 'no''"`,
  );
});

test("other schemes, parameters in order, null ones left out", () => {
  const parameters = [
    ["algs", "ES256 PS256"],
    ["error", null],
    ["nonce", "x"],
  ] as const;
  assert.equal(toChallenge({ scheme: "DPoP", parameters }), 'DPoP algs="ES256 PS256", nonce="x"');
  assert.equal(toChallenge({ scheme: "Basic", parameters: [] }), "Basic");
  assert.throws(() => toChallenge({ scheme: "Bad Scheme", parameters: [] }), RangeError);
  assert.throws(() => toChallenge({ scheme: "A", parameters: [["b c", "d"]] }), RangeError);
});

test("any realm is one quoted string of visible ASCII to the end", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (realm) => {
      const text = bearerChallenge({ realm });
      assert.equal(quotedStringAt(text, "Bearer realm=".length)?.end, text.length);
      assert.ok(Array.from(text).every((char) => char >= " " && char <= "~"));
    }),
  );
});
