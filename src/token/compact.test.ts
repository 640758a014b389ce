import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { base64url, makeToken } from "../../test/support/tokens.ts";
import { target } from "../../test/fuzz/token.ts";
import { MAX_TOKEN_LENGTH, parseCompact } from "./compact.ts";

test("the example of RFC 7515 appendix A.2 is parsed: header, claims, what was signed", () => {
  const input = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  const parsed = parseCompact(`${input}.AAECAw`);
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.token.header, { algorithm: "RS256", keyId: null, type: null });
  assert.deepEqual({ ...parsed.token.claims }, { iss: "joe", exp: 1300819380, "http://example.com/is_root": true });
  assert.equal(parsed.token.signingInput, input);
  assert.deepEqual([...parsed.token.signature], [0, 1, 2, 3]);
});

test("any one character of a token that is dropped or doubled is refused or leaves something else to be signed", () => {
  const token = makeToken();
  for (let at = 0; at < token.length; at++) {
    for (const changed of [token.slice(0, at) + token.slice(at + 1), token.slice(0, at + 1) + token.slice(at)]) {
      const parsed = parseCompact(changed);
      if (parsed.ok) assert.notEqual(`${parsed.token.signingInput}.${base64url(parsed.token.signature)}`, token);
    }
  }
});

test("no text makes it throw, and what it accepts has one spelling", () => {
  const part = fc.oneof(
    fc.json().map((text) => base64url(text)),
    fc.base64String(),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), (parts) => target.run(Buffer.from(parts.join("."), "latin1"))),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => target.run(bytes)),
    { numRuns: 300 },
  );
});

test("a token of the greatest length is read, one character more is not", () => {
  assert.equal(parseCompact("a".repeat(MAX_TOKEN_LENGTH + 1)).ok, false);
  const parsed = parseCompact(".".repeat(MAX_TOKEN_LENGTH));
  assert.ok(!parsed.ok && parsed.fault.code === "token.syntax");
});
