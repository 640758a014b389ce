import assert from "node:assert/strict";
import { test } from "node:test";
import { OWN_ISSUER } from "./key_store.ts";

test("the issuer of own keys can be no issuer of tokens, which is a URL", () => {
  assert.ok(!OWN_ISSUER.includes(":"));
});
