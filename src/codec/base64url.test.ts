import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { target } from "../../test/fuzz/base64url.ts";
import { decodeBase64url, encodeBase64url } from "./base64url.ts";

test("the vectors of RFC 4648 section 10, without padding", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["", ""],
    ["f", "Zg"],
    ["fo", "Zm8"],
    ["foo", "Zm9v"],
    ["foob", "Zm9vYg"],
    ["fooba", "Zm9vYmE"],
    ["foobar", "Zm9vYmFy"],
  ];
  for (const [plain, encoded] of rows) {
    assert.equal(encodeBase64url(new TextEncoder().encode(plain)), encoded);
    assert.equal(new TextDecoder().decode(decodeBase64url(encoded) ?? undefined), plain);
  }
  assert.equal(rows.length, 7);
  assert.equal(encodeBase64url(Uint8Array.of(0xfb, 0xff, 0xbf)), "-_-_");
});

test("whatever is not the one canonical spelling is refused", () => {
  const bad = ["Zg==", "Zh", "Zm9", "Zg=", "Z", "Zm9v Yg", "Zm9v\n", "+/+/", "Zm9vYg.", "\u0100A", "Zm9vé", "AAAAA", "AB\u0141C"];
  for (const text of bad) assert.equal(decodeBase64url(text), null, JSON.stringify(text));
  assert.equal(bad.length, 13);
});

test("any bytes: one spelling each, both ways", () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => target.run(bytes)));
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...Array.from("AZaz09-_Qg=+/ ")), maxLength: 9 }), (text) =>
      target.run(Buffer.from(text)),
    ),
  );
});
