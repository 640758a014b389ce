import assert from "node:assert/strict";
import { test } from "node:test";
import { apiKeyChallenge, bearerChallenge } from "./challenge.ts";

test("the examples of RFC 6750 section 3", () => {
  assert.equal(bearerChallenge("example", null, []), 'Bearer realm="example"');
  assert.equal(
    bearerChallenge("example", { error: "invalid_token", description: "The access token expired" }, []),
    'Bearer realm="example", error="invalid_token", error_description="The access token expired"',
  );
  assert.equal(bearerChallenge("example", null, ["a", "b:c"]), 'Bearer realm="example", scope="a b:c"');
});

test("no realm or scope can end a string or a field, and a list of scopes is told whole or not at all", () => {
  assert.equal(bearerChallenge('a"b\r\nc', null, []), 'Bearer realm="a\\"b??c"');
  for (const scope of ['a"', "a b", "a\\", "", "\u{e9}"]) assert.equal(bearerChallenge("r", null, ["ok", scope]), 'Bearer realm="r"');
});

test("the challenge for API keys says where the key belongs", () => {
  assert.equal(apiKeyChallenge("header", "X-API-Key")("shop", null, []), 'ApiKey realm="shop", in=header, name="X-API-Key"');
});
