/** What RFC 6455 asks of cryptography: masking keys that nobody can foresee (section 10.3), and the handshake's SHA-1 (section 4.2.2). */
import { hash, randomFillSync } from "node:crypto";
import { KEY_BYTES } from "../../message/websocket/mask.ts";

const POOL_BYTES = 8_192;

const pool = new Uint8Array(POOL_BYTES);
let used = POOL_BYTES;

/** Four bytes, valid until the pool is filled again: to be used at once. */
export function newMaskingKey(): Uint8Array {
  if (used === POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += KEY_BYTES;
  return pool.subarray(used - KEY_BYTES, used);
}

/** SHA-1 of ASCII text, base64. */
export function sha1(text: string): string {
  return hash("sha1", text, "base64");
}
