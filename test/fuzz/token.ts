import assert from "node:assert/strict";
import { encodeBase64url } from "../../src/codec/base64url.ts";
import { parseCompact } from "../../src/token/compact.ts";
import type { FuzzTarget } from "./target.ts";

/** Never throws; an accepted token has exactly one spelling, its parts are JSON that JSON.parse reads alike, and nothing follows it. */
export const target: FuzzTarget = {
  name: "token",
  run(bytes) {
    const text = Buffer.from(bytes).toString("latin1");
    const parsed = parseCompact(text);
    if (!parsed.ok) {
      assert.match(parsed.fault.code, /^token\.[a-z_0-9]+$/u);
      return;
    }
    const { signingInput, signature, header, claims } = parsed.token;
    assert.equal(`${signingInput}.${encodeBase64url(signature)}`, text);
    const [headerText = "", claimsText = ""] = signingInput.split(".").map((part) => Buffer.from(part, "base64url").toString("utf8"));
    const plainHeader: unknown = JSON.parse(headerText);
    const plainClaims: unknown = JSON.parse(claimsText);
    assert.ok(typeof plainHeader === "object" && plainHeader !== null && "alg" in plainHeader && plainHeader.alg === header.algorithm);
    assert.ok(typeof plainClaims === "object" && plainClaims !== null);
    assert.deepEqual(Object.keys(claims), Object.keys(plainClaims));
  },
};
