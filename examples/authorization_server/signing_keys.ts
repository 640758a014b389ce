/** Signing keys of the demo's authorization server: made when it starts, kept in memory, never written. */
import { generateKeyPair, randomUUID } from "node:crypto";
import { promisify } from "node:util";
import type { JWK } from "oidc-provider";

const generate = promisify(generateKeyPair);

/** The key that signs first, then one that only verifies what was signed before the last rotation. */
export type KeySet = readonly [JWK, ...JWK[]];

/** A private RSA key of 2048 bits for RS256 with a fresh `kid`. */
export async function generateSigningKey(): Promise<JWK> {
  const { privateKey } = await generate("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), alg: "RS256", use: "sig" };
}

/** `previous`: whether what the last key signed still verifies; `drop` is the answer to a stolen key. */
export type RotationOfPrevious = "keep" | "drop";

/** The set after a rotation: a new key that signs, the one before it if kept, and none that is older. */
export async function rotateKeys([current]: KeySet, previous: RotationOfPrevious): Promise<KeySet> {
  const next = await generateSigningKey();
  return previous === "keep" ? [next, current] : [next];
}
