import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../../test/support/temporary_folder.ts";
import { CaptureCipher } from "./capture_cipher.ts";

test("what was sealed opens with the same key and id only, and unchanged only", (context) => {
  const folder = temporaryFolder(context);
  const file = join(folder, "capture.key");
  const cipher = new CaptureCipher(file);
  const plain = new TextEncoder().encode("authorization: Bearer x");
  const sealed = cipher.seal("a", plain);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(new Uint8Array(new CaptureCipher(file).open("a", sealed) ?? []), plain);
  assert.equal(cipher.open("b", sealed), null);
  assert.equal(new CaptureCipher(join(folder, "other.key")).open("a", sealed), null);
  for (let at = 0; at < sealed.length; at++) {
    const changed = Uint8Array.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.equal(cipher.open("a", changed), null);
    assert.equal(cipher.open("a", sealed.subarray(0, at)), null);
  }
  assert.equal(Buffer.from(sealed).includes("Bearer"), false);
  assert.notDeepEqual(cipher.seal("a", plain), sealed);
});
