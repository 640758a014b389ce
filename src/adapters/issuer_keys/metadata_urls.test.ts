import assert from "node:assert/strict";
import { test } from "node:test";
import { metadataUrls } from "./metadata_urls.ts";

test("an issuer without a path has one address of each standard", () => {
  assert.deepEqual(metadataUrls({ origin: "https://idp.example", path: "" }), [
    "https://idp.example/.well-known/openid-configuration",
    "https://idp.example/.well-known/oauth-authorization-server",
  ]);
});

test("a path is kept before the well-known path by OpenID, behind it by RFC 8414 section 3.1 and 5", () => {
  assert.deepEqual(metadataUrls({ origin: "https://example.com", path: "/issuer1" }), [
    "https://example.com/issuer1/.well-known/openid-configuration",
    "https://example.com/.well-known/oauth-authorization-server/issuer1",
    "https://example.com/.well-known/openid-configuration/issuer1",
  ]);
});
