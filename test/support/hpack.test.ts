import assert from "node:assert/strict";
import { test } from "node:test";
import { HpackReader, hpackInteger, indexedField, literalField, rememberedField, tableSizeUpdate } from "./hpack.ts";

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(/\s/gu, ""), "hex");

test("integers are written as in RFC 7541 appendix C.1", () => {
  assert.deepEqual(hpackInteger(10, 5, 0), bytes("0a"));
  assert.deepEqual(hpackInteger(1_337, 5, 0), bytes("1f9a0a"));
  assert.deepEqual(hpackInteger(42, 8, 0), bytes("2a"));
});

test("fields are written as in RFC 7541 appendix C.2", () => {
  assert.deepEqual(
    rememberedField(["custom-key", "custom-header"]),
    bytes("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572"),
  );
  assert.deepEqual(literalField(["password", "secret"]), bytes("0008 7061 7373 776f 7264 0673 6563 7265 74"));
  assert.deepEqual(indexedField(2), bytes("82"));
  assert.deepEqual(tableSizeUpdate(0), bytes("20"));
});

test("the responses of RFC 7541 appendix C.6, with Huffman code and the dynamic table, are read as they stand there", () => {
  const reader = new HpackReader();
  const first = bytes(
    "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3",
  );
  assert.deepEqual(reader.read(first), [
    [":status", "302"],
    ["cache-control", "private"],
    ["date", "Mon, 21 Oct 2013 20:13:21 GMT"],
    ["location", "https://www.example.com"],
  ]);
  assert.deepEqual(reader.read(bytes("4883 640e ffc1 c0bf")), [
    [":status", "307"],
    ["cache-control", "private"],
    ["date", "Mon, 21 Oct 2013 20:13:21 GMT"],
    ["location", "https://www.example.com"],
  ]);
});

test("what is no field section is an error", () => {
  assert.throws(() => new HpackReader().read(bytes("be")), /no field has the index 62/u);
  assert.throws(() => new HpackReader().read(bytes("000a61")), /ends within/u);
});
