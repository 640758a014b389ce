/** Seals captured requests (events/capture.ts) with AES-256-GCM (NIST SP 800-38D) under a key that lies in a file of its own, mode 0600. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { Sealer } from "../events/capture.ts";
import { readOrMakeSecret } from "./private_file.ts";

const ALGORITHM = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

export class CaptureCipher implements Sealer {
  private readonly key: Uint8Array;

  /** `keyFile` is made where it is missing; deleting it makes every capture unreadable for good. Throws for one that others may read. */
  constructor(keyFile: string) {
    this.key = new Uint8Array(hkdfSync("sha256", readOrMakeSecret(keyFile), "", "portcullis capture", KEY_BYTES));
  }

  /** Nonce, ciphertext, tag. */
  seal(id: string, plain: Uint8Array): Uint8Array {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(id));
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  /** Null when it was sealed with another key or for another id, or was changed. */
  open(id: string, sealed: Uint8Array): Uint8Array | null {
    if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
    const decipher = createDecipheriv(ALGORITHM, this.key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(id));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    } catch {
      return null;
    }
  }
}
