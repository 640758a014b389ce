import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";
import { openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../../../test/support/temporary_folder.ts";
import { nextSecret, readTicketSecret } from "./ticket_secret.ts";

/** RFC 5869 for one block of SHA-256, by hand: extract with the empty salt, expand with the one byte 1. */
function hkdf(secret: Uint8Array, info: string): Buffer {
  const key = createHmac("sha256", Buffer.alloc(32)).update(secret).digest();
  return createHmac("sha256", key)
    .update(info)
    .update(Buffer.from([1]))
    .digest();
}

test("each step is HKDF of the one before, which is overwritten", () => {
  const secret = Uint8Array.from({ length: 32 }, (_none, index) => index);
  const step = "session tickets: next epoch";
  const expected = hkdf(hkdf(secret, step), step);
  assert.deepEqual(Buffer.from(nextSecret(nextSecret(secret))), expected);
  assert.deepEqual(secret, new Uint8Array(32));
});

test("what a predecessor wrote is taken strictly; nothing is nothing", (context) => {
  const file = join(temporaryFolder(context), "pipe");
  const read = (text: string) => {
    writeFileSync(file, text);
    return readTicketSecret(openSync(file, "r"));
  };
  const good = { secret: randomBytes(32).toString("base64url"), nextMs: 61_000 };
  assert.deepEqual(read(JSON.stringify(good)), good);
  assert.equal(read(""), null);
  const bad = [
    "{",
    "1",
    JSON.stringify({ ...good, nextMs: -1 }),
    JSON.stringify({ ...good, secret: "AA" }),
    JSON.stringify({ ...good, x: 1 }),
  ];
  for (const text of bad) assert.throws(() => read(text), text);
});
